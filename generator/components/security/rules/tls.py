"""HTTP rules where the proxy would have to read through TLS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.components.security.rules.shape import rules_of_policies
from generator.components.security.units import NAMESPACE, TLS_PORTS
from generator.components.security.verdict import Policy, matches
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule

GATEWAYS = "gateway.networking.k8s.io"


class Speaker(Struct, frozen=True):
    """Pods behind a Service of the tree that speak TLS on a port."""

    labels: Mapping[str, str]
    port: int
    why: Object


@rule("security/http-in-tls", severity="warning")
def http_in_tls(graph: Graph) -> Iterator[Finding]:
    """HTTP rules on a port that carries TLS, without `terminatingTLS`: the proxy sees bytes and no requests, and refuses all.

    Known of pods behind a TLSRoute or a BackendTLSPolicy, otherwise guessed from the port (Documentation/security/
    tls-visibility.rst: layer 7 needs plain HTTP, or TLS that ends at the proxy).
    """
    for policy, name, index, one, _ in rules_of_policies(graph):
        for number, ports in enumerate(one.get("toPorts") or ()):
            if not (ports.get("rules") or {}).get("http") or ports.get("terminatingTLS"):
                continue
            for port in ports.get("ports") or ():
                text = str(port.get("port", ""))
                why = _why(graph, policy, name, int(text)) if text.isdigit() else None
                if why is not None:
                    yield Finding(
                        policy.about,
                        ("spec", name, index, "toPorts", number, "rules"),
                        f"port {text} {'usually speaks' if why is policy.about else 'speaks'} TLS: the HTTP rules of {policy.about.title} see no requests there",
                        hint="allow the port without HTTP rules, or name a port that speaks plain HTTP",
                        others=() if why is policy.about else ((why, ("spec",), "it is said here"),),
                    )


def _why(graph: Graph, policy: Policy, direction: str, port: int) -> Object | None:
    """What says that the port speaks TLS: the policy itself when it is only its number."""
    if direction == "ingress" and policy.terms is not None:
        for one in graph.once(_speakers):
            if one.port == port and matches(policy.terms, one.labels, surely=True):
                return one.why
    return policy.about if port in TLS_PORTS else None


def _speakers(graph: Graph) -> tuple[Speaker, ...]:
    return tuple(_each(graph))


def _each(graph: Graph) -> Iterator[Speaker]:
    for route in graph.of("TLSRoute", GATEWAYS):
        for one in route.spec.get("rules") or ():
            for backend in one.get("backendRefs") or ():
                yield from _behind(
                    graph, route, str(backend.get("name")), backend.get("namespace"), backend.get("port")
                )
    for policy in graph.of("BackendTLSPolicy", GATEWAYS):
        for target in policy.spec.get("targetRefs") or ():
            yield from _behind(graph, policy, str(target.get("name")), None, target.get("sectionName"))


def _behind(graph: Graph, why: Object, name: str, namespace: str | None, asked: int | str | None) -> Iterator[Speaker]:
    """The pods of a Service, for one of its ports (by number or name) or all of them."""
    service = graph.find("", "Service", name, namespace or why.namespace)
    if service is None or not service.spec.get("selector"):
        return
    labels = {NAMESPACE: service.namespace or "", **service.spec["selector"]}
    for port in service.spec.get("ports") or ():
        target = port.get("targetPort", port.get("port"))
        if asked in (None, port.get("port"), port.get("name")) and isinstance(target, int):
            yield Speaker(labels, target, why)
