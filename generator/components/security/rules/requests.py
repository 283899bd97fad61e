"""HTTP rules that another policy makes void."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.security.rules.shape import rules_of_policies
from generator.components.security.verdict import End, Judge, Policy, covers, passes, peer_terms, policies
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
    judge: Judge | None = None
    for policy, name, index, one, _ in rules_of_policies(graph):
        for ports in one.get("toPorts") or ():
            if not (ports.get("rules") or {}).get("http"):
                continue
            judge = judge or Judge(policies(graph))
            other = _voided(judge, policy, name, one, ports)
            if other is not None:
                yield Finding(
                    policy.about,
                    ("spec", name, index),
                    f"the HTTP rules of {policy.about.title} stop nothing: {other.about.title} allows the same peer and port whole",
                    hint="take the port or the peer out of the other policy",
                    others=((other.about, ("spec", name), "the other policy"),),
                )


def _voided(judge: Judge, policy: Policy, direction: str, one: Json, ports: Json) -> Policy | None:
    """The policy that allows all of it, for pods that this one is about."""
    subject = End(labels=satisfying(policy.terms or ()))
    numbers = [int(text) for port in ports.get("ports") or () if (text := str(port.get("port", ""))).isdigit()]
    for end in _ends(policy, one):
        for other, sure in judge.about(subject):
            for given in other.spec.get(direction) or () if sure else ():
                whole = not _asks(given) and covers(given, direction, other, end)
                if whole and any(passes(given, (number, "TCP")) for number in numbers):
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
