"""HTTP rules that another policy makes void."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.security.rules.shape import rules_of_policies
from generator.components.security.units import NAMESPACE
from generator.components.security.verdict import End, Policy, covers, passes, peer_terms, policies, requirements
from generator.core.artifact import Json
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.selector import satisfying


@rule("security/http-rule-void", severity="warning")
def http_rule_void(graph: Graph) -> Iterator[Finding]:
    """Another policy allows the same peer on the same port without asking for the request: the HTTP rules stop nothing.

    An allow on layer 4 adds an allow-all on layer 7 for that peer and port (pkg/policy/l4.go, Cilium 1.18-1.20), whichever
    object it comes from.
    """
    found = list(policies(graph))
    for policy, name, index, one, _ in rules_of_policies(graph):
        for ports in one.get("toPorts") or ():
            if not (ports.get("rules") or {}).get("http"):
                continue
            other = _voided(found, policy, name, one, ports)
            if other is not None:
                yield Finding(
                    policy.about,
                    ("spec", name, index),
                    f"the HTTP rules of {policy.about.title} stop nothing: {other.about.title} allows the same peer and port whole",
                    hint="take the port or the peer out of the other policy",
                    others=((other.about, ("spec", name), "the other policy"),),
                )


def _voided(found: list[Policy], policy: Policy, direction: str, one: Json, ports: Json) -> Policy | None:
    selector = policy.spec.get("endpointSelector")
    if selector is None:
        return None
    own = {NAMESPACE: policy.namespace} if policy.namespace else {}
    subject = End(labels={**satisfying(requirements(selector)), **own})
    for end in _ends(policy, one):
        for port in ports.get("ports") or ():
            text = str(port.get("port", ""))
            if not text.isdigit():
                continue
            for other in found:
                if other.selects(subject, surely=True) and any(
                    covers(rule, direction, other, end) and passes(rule, (int(text), "TCP")) and not _asks(rule)
                    for rule in other.spec.get(direction) or ()
                ):
                    return other
    return None


def _asks(one: Json) -> bool:
    """Whether a rule asks for anything on layer 7."""
    return any(ports.get("rules") for ports in one.get("toPorts") or ())


def _ends(policy: Policy, one: Json) -> Iterator[End]:
    for entity in (*(one.get("fromEntities") or ()), *(one.get("toEntities") or ())):
        yield End(entity=str(entity), labels={f"reserved:{entity}": ""})
    for selector in (*(one.get("fromEndpoints") or ()), *(one.get("toEndpoints") or ())):
        yield End(labels=satisfying(peer_terms(selector, policy.namespace)))
