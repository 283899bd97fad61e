"""Whether traffic that the platform needs still passes, whatever was written or patched beside the derived allows."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.security.network_policy import everything
from generator.components.security.settings import ZeroTrust
from generator.components.security.units import ALLOWS, DENY, EVERY, NAMESPACE
from generator.components.security.verdict import Cut, End, Judge, Wanted, policies
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.offer import Flow, Peer
from generator.core.scalar import Port


@rule("security/flow-cut")
def flow_cut(graph: Graph) -> Iterator[Finding]:
    """A policy refuses traffic that the platform lives on: name resolution, Flux, webhooks, gateways, scraping.

    A deny beats every allow, from whatever object it comes, and one policy that enforces puts its pods into default deny
    (pkg/policy, Cilium 1.18-1.20). Flux locked out like this cannot apply the commit that would mend it.
    """
    flows = {id(one): one for item in graph.within(ALLOWS) for one in item.about if isinstance(one, Flow)}
    judge = Judge(everything(graph))
    said: set[tuple[int, str]] = set()
    for flow in flows.values():
        for direction, here, there in (("egress", flow.source, flow.target), ("ingress", flow.target, flow.source)):
            cut = _cut(judge, direction, here, there, flow.ports)
            if cut is not None and (id(cut.policy.about), flow.why) not in said:
                said.add((id(cut.policy.about), flow.why))
                yield _finding(cut, direction, flow)


def _cut(judge: Judge, direction: str, here: Peer, there: Peer, ports: tuple[str, ...]) -> Cut | None:
    for subject in ends(here):
        if not subject.is_pod and subject.entity != "ingress":
            continue
        for other in ends(there):
            for wanted in _ports(ports):
                cut = judge.cut(direction, subject, other, wanted)
                if cut is not None and not (direction == "ingress" and other.fqdn):
                    return cut
    return None


def ends(peer: Peer) -> Iterator[End]:
    """A peer of a flow as ends of traffic."""
    if peer.namespace is not None:
        yield End(labels={NAMESPACE: str(peer.namespace), **peer.labels})
    for entity in peer.entities:
        yield End(entity=entity, labels={f"reserved:{entity}": ""})
    yield from (End(cidr=cidr) for cidr in peer.cidrs)
    yield from (End(fqdn=name) for name in peer.fqdns)


def _ports(ports: tuple[str, ...]) -> Iterator[Wanted | None]:
    if not ports:
        yield None
    for text in ports:
        port = Port(text)
        if port.number is not None:
            yield port.number, "TCP" if port.protocol == "ANY" else port.protocol


def _finding(cut: Cut, direction: str, flow: Flow) -> Finding:
    item = cut.policy.about
    how = "denies" if cut.explicit else "lets nothing but its own rules through and so refuses"
    where = f"{direction}Deny" if cut.explicit else direction
    return Finding(
        item,
        ("spec", where),
        f"{item.title} {how} traffic that is needed: {flow.why} ({words(flow.source)} -> {words(flow.target)}"
        f"{', port ' + ', '.join(flow.ports) if flow.ports else ''})",
        hint="narrow the policy: no allow helps against a deny"
        if cut.explicit
        else "allow this traffic, or narrow the policy",
    )


def words(peer: Peer) -> str:
    """A peer for people."""
    if peer.namespace is not None:
        labels = ",".join(f"{key}={value}" for key, value in sorted(peer.labels.items()))
        return f"{'all namespaces' if peer.namespace == EVERY else peer.namespace}{'/' + labels if labels else ''}"
    return ", ".join((*peer.entities, *peer.cidrs, *peer.fqdns))


@rule("security/audit-beside-policies", severity=WARNING)
def audit_beside_policies(graph: Graph) -> Iterator[Finding]:
    """`policyAuditMode` is agent-wide: while the deny is only audited, no other policy refuses a connection either.

    The value switches enforcement of every policy off (security/policy-creation.rst, Cilium 1.20), so a segment that was
    closed before is open while somebody watches what a default deny would do. Sets of `zeroTrust` are not counted: to see
    them audited with the deny is what the mode is for.
    """
    audited = [r for r in graph.of("HelmRelease") if (r.spec.get("values") or {}).get("policyAuditMode") is True]
    opened = [item for item in _closing(graph) if item.unit not in {None, DENY}] if audited else []
    if opened:
        more = f" and {len(opened) - 1} more refuse" if len(opened) > 1 else " refuses"
        yield Finding(
            audited[0],
            ("spec", "values", "policyAuditMode"),
            f"audit mode is on for every policy: {opened[0].title}{more} no connection meanwhile",
            hint="`security.defaultDeny: enforce` ends the audit; with `none` these policies refuse and nothing is audited",
            others=tuple((item, ("spec",), "this one is open") for item in opened[:3]),
        )


def _closing(graph: Graph) -> Iterator[Object]:
    """Policies that would refuse something, but for sets of zero trust."""
    for policy in policies(graph):
        item = policy.about
        refuses = any(policy.enforces(d) or policy.spec.get(f"{d}Deny") for d in ("ingress", "egress"))
        if refuses and not any(isinstance(one, ZeroTrust) for one in item.about):
            yield item
