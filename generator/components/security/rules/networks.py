"""Networks in policies that are part of the cluster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.security.network_policy import everything
from generator.components.security.networks import matched_by_cidr
from generator.components.security.verdict import SIDES, Policy, network
from generator.core.artifact import Json
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.net import Network


@rule("security/cidr-of-pods", severity="warning")
def cidr_of_pods(graph: Graph) -> Iterator[Finding]:
    """A CIDR or ipBlock lies inside the pod network: it never matches a pod.

    CIDR rules match only what has no identity of its own (#9209, #20550; `policyCIDRMatchMode: pods` of 1.20 is not set), so the
    rule allows, or denies, nobody. Known from the values of the Cilium release in the tree.
    """
    named = graph.once(_named)
    pods = list(_pods(graph)) if named else []  # a release is long, and another in every cluster of a fleet
    for policy, direction, cidr in named:
        if any(_inside(cidr, known) for known in pods):
            yield _finding(policy, direction, cidr)


def _named(graph: Graph) -> tuple[tuple[Policy, str, str], ...]:
    """(policy, direction, network) of every network in lists of rules that name no pods beside it."""
    return tuple(_each(graph))


def _each(graph: Graph) -> Iterator[tuple[Policy, str, str]]:
    for policy in everything(graph):
        for direction, word in SIDES.items():
            for name in (direction, f"{direction}Deny"):
                rules = policy.spec.get(name) or ()
                if not any(_has_identity(one, word) for one in rules):
                    yield from ((policy, direction, cidr) for one in rules for cidr in _cidrs(one, word))


def _finding(policy: Policy, direction: str, cidr: str) -> Finding:
    return Finding(
        policy.about,
        ("spec", direction),
        f"{cidr} in {policy.about.title} is part of the pod network: it matches no pod",
        hint="select the pods by their labels",
    )


def _pods(graph: Graph) -> Iterator[Network]:
    """Pod networks as the release says them; the native CIDR of a foreign tree may hold more, so it counts in ours alone."""
    for release in graph.of("HelmRelease"):
        values = release.spec.get("values") or {}
        if not ("ipam" in values or "kubeProxyReplacement" in values) or "pods" in matched_by_cidr(values):
            continue
        pool = ((values.get("ipam") or {}).get("operator")) or {}
        found: list[Any] = [
            *_list(pool.get("clusterPoolIPv4PodCIDRList")),
            *_list(pool.get("clusterPoolIPv6PodCIDRList")),
        ]
        if release.unit is not None:
            found += [values.get("ipv4NativeRoutingCIDR"), values.get("ipv6NativeRoutingCIDR")]
        for text in found:
            try:
                yield network(str(text))
            except ValueError:
                continue


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _has_identity(one: Json, word: str) -> bool:
    entities = one.get(f"{word}Entities") or ()
    return any(entity in ("all", "cluster") for entity in entities) or bool(one.get(f"{word}Endpoints"))


def _cidrs(one: Json, word: str) -> Iterator[str]:
    yield from map(str, one.get(f"{word}CIDR") or ())
    yield from (str(item.get("cidr", "")) for item in one.get(f"{word}CIDRSet") or ())


def _inside(cidr: str, known: Network) -> bool:
    try:
        return network(cidr) in known
    except ValueError:
        return False
