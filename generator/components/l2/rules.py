"""What finished L2 policies can get wrong, whoever wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.components.pools import selected_services, service_labels
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.selector import select

GROUP = "cilium.io"
KIND = "CiliumL2AnnouncementPolicy"


@rule("l2/invalid-interface")
def invalid_interface(graph: Graph) -> Iterator[Finding]:
    """An interface is no regular expression: the agent sets the condition `io.cilium/bad-interface-regex` and skips it.

    Cilium, pkg/l2announcer: the API server accepts any text here.
    """
    from generator.core.schema.regex import readable

    for policy, index, pattern in _patterns(graph):
        if not readable(pattern):
            yield Finding(
                policy,
                ("spec", "interfaces", index),
                f"`{pattern}` is no regular expression",
                hint="write one as Go knows them, such as `^eth[0-9]+$`",
            )


@rule("l2/unanchored-interface", WARNING, follows=("l2/invalid-interface",))
def unanchored_interface(graph: Graph) -> Iterator[Finding]:
    """An interface pattern without `^` and `$` matches inside longer names: `eth0` also means `veth0ab` and `eth01`.

    Patterns are regular expressions that match anywhere (Cilium, pkg/l2announcer, regexp.MatchString).
    """
    for policy, index, pattern in _patterns(graph):
        if not (pattern.startswith("^") and pattern.endswith("$")):
            yield Finding(
                policy,
                ("spec", "interfaces", index),
                f"`{pattern}` also matches inside longer names",
                hint=f"write `^{_whole(pattern)}$`",
            )


def _whole(pattern: str) -> str:
    """The pattern for a whole name; `eth*` is how a shell writes it, and as a regular expression no `eth0` at all."""
    plain = pattern.removeprefix("^").removesuffix("$")
    return re.sub(r"^([\w.-]*[\w-])[*+]$", r"\1.*", plain)


@rule("l2/announces-nothing")
def announces_nothing(graph: Graph) -> Iterator[Finding]:
    """A policy with neither `loadBalancerIPs` nor `externalIPs` announces no address: both are off upstream by default.

    Cilium, Documentation/network/l2-announcements.rst.
    """
    for policy in graph.of(KIND, GROUP):
        if not (policy.spec.get("loadBalancerIPs") or policy.spec.get("externalIPs")):
            yield Finding(
                policy,
                "spec",
                f"policy {policy.name!r} announces neither load balancer nor external addresses",
                hint="set `loadBalancerIPs: true`",
            )


@rule("l2/local-traffic-policy")
def local_traffic_policy(graph: Graph) -> Iterator[Finding]:
    """A Service with `externalTrafficPolicy: Local` is announced by L2.

    The node that holds the lease need not run a backend, and then drops everything
    (Cilium, Documentation/network/l2-announcements.rst, limitations).
    """
    policies = [p for p in graph.of(KIND, GROUP) if p.spec.get("loadBalancerIPs") or p.spec.get("externalIPs")]
    for service in graph.of("Service", ""):
        if service.spec.get("externalTrafficPolicy") != "Local" or service.spec.get("type") != "LoadBalancer":
            continue
        for policy in policies:
            if select(selected_services(policy), service_labels(service)):
                yield Finding(
                    service,
                    ("spec", "externalTrafficPolicy"),
                    f"Service {service.name!r} answers only where its pods run, and L2 announces it from any node",
                    hint="use `Cluster`, or keep the Service out of the L2 policy",
                    others=((policy, ("spec",), f"policy {policy.name!r} announces it"),),
                )
                break


def _patterns(graph: Graph) -> Iterator[tuple[Object, int, str]]:
    for policy in graph.of(KIND, GROUP):
        for index, pattern in enumerate(policy.spec.get("interfaces") or ()):
            yield policy, index, str(pattern)
