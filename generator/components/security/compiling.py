"""A written rule as Cilium's: one rule for each kind of peer, because Cilium takes only one kind in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from generator.components.gateway_api import peers_of
from generator.components.security import ports, selectors
from generator.components.security.policy import HTTP, Peer, Policy, Posture, Rule
from generator.core.artifact import Json, pruned
from generator.core.context import Context
from generator.core.net import Network
from generator.core.scalar import Port

DIRECTIONS = ("ingress", "egress")
_DNS_PORTS = [{"port": "53", "protocol": "ANY"}]
_ICMP = {4: {"PacketTooBig"}, 6: {"Redirect"}}
"""Messages that the family does not have (pkg/policy/api/icmp.go, Cilium 1.20)."""


def spec(ctx: Context, subject: Json, ingress: tuple[Rule, ...], egress: tuple[Rule, ...], posture: Posture) -> Json:
    """The spec of a policy; `subject` holds its endpointSelector or nodeSelector, and its description."""
    result = dict(subject)
    wanted: Json = {}
    rules: Json = {}
    for direction, written in zip(DIRECTIONS, (ingress, egress), strict=True):
        allows = [one for rule in written if not rule.deny for one in compiled(ctx, rule, direction)]
        denies = [one for rule in written if rule.deny for one in compiled(ctx, rule, direction)]
        said: bool | None = getattr(posture, direction)
        if said and not allows:
            allows = [{}]  # selects nothing: Cilium ignores `enableDefaultDeny` of a direction without rules
        if said is None and denies and not allows:
            said = False  # a lone deny would otherwise refuse everything
        if said is not None:
            wanted[direction] = said
        rules |= {key: found for key, found in ((direction, allows), (f"{direction}Deny", denies)) if found}
    if wanted:
        result["enableDefaultDeny"] = wanted
    return {**result, **rules}


def subject(policy: Policy) -> Json:
    """Whom a policy is about."""
    if policy.nodes is not None:
        return pruned({"description": policy.description, "nodeSelector": policy.nodes.spec()})
    everyone = selectors.pods(policy.pods, None if policy.namespace else "*")
    return pruned({"description": policy.description, "endpointSelector": everyone})


def compiled(ctx: Context, rule: Rule, direction: str) -> Iterator[Json]:
    """Cilium's rules for one of ours, those that DNS needs included."""
    if rule.dns and rule.peers is None and not rule.ports:
        yield asking(rule.dns)
        return
    word = "from" if direction == "ingress" else "to"
    for peers in _peers(ctx, rule.peers, word):
        for limits in _limits(ctx, rule):
            yield {**peers, **limits}
    if _by_name(rule):
        yield asking(rule.dns or ("*",))


def _by_name(rule: Rule) -> bool:
    """Whether it names hosts outside: then `dns` says which names may be asked for, not what ports speak."""
    return any(peer.fqdns for peer in rule.peers or ())


def asking(patterns: Iterable[str]) -> Json:
    """DNS, seen by the proxy: addresses of `toFQDNs` are only learned from answers that pass through it."""
    names = [{"matchPattern" if "*" in pattern else "matchName": pattern} for pattern in patterns]
    return {"toEndpoints": [selectors.DNS], "toPorts": [{"ports": _DNS_PORTS, "rules": {"dns": names}}]}


def _limits(ctx: Context, rule: Rule) -> Iterator[Json]:
    """What limits a rule beside its peers. Ports and ICMP exclude one another in Cilium."""
    if rule.ports or not rule.icmp:
        lists = ports.lists(rule.ports)
        layer7: Json = {}
        if rule.http:
            layer7 = {"http": [_http(request) for request in rule.http]}
        elif rule.dns and not _by_name(rule):
            layer7 = {"dns": asking(rule.dns)["toPorts"][0]["rules"]["dns"]}
            lists = lists or ports.lists((Port("53/any"),))
        yield {"toPorts": [{**one, "rules": layer7} if layer7 else one for one in lists]} if lists else {}
    if rule.icmp:
        fields = [
            {"family": f"IPv{version}", "type": message}
            for version in ctx.families
            for message in rule.icmp
            if message not in _ICMP[version]
        ]
        yield {"icmps": [{"fields": fields}]}


def _http(request: HTTP) -> Json:
    wanted = {"method": request.method, "path": request.path, "host": request.host}
    return pruned({**wanted, "headers": list(request.headers) or None})


def _peers(ctx: Context, peers: tuple[Peer, ...] | None, word: str) -> Iterator[Json]:
    """The peers of a rule by kind, each kind in the order of its first peer."""
    if peers is None:
        yield {}
        return
    kinds: dict[str, list[Any]] = {}
    for peer in peers:
        for kind, found in _peer(ctx, peer):
            known = kinds.setdefault(kind, [])
            known += [one for one in found if one not in known]
    for kind, found in kinds.items():
        yield {f"{word}{kind}": found}


def _peer(ctx: Context, peer: Peer) -> Iterator[tuple[str, list[Any]]]:
    if peer.pods is not None or peer.namespace is not None:
        yield "Endpoints", [selectors.pods(peer.pods, peer.namespace)]
    if peer.entities:
        yield "Entities", list(peer.entities)
    if peer.cidrs and not peer.except_:
        yield "CIDR", [network.canonical for network in peer.cidrs]
    elif peer.cidrs:
        yield "CIDRSet", [_hollow(network, peer.except_) for network in peer.cidrs]
    if peer.groups:
        yield "CIDRSet", [{"cidrGroupRef": str(name)} for name in peer.groups]
    if peer.nodes is not None:
        yield "Nodes", [peer.nodes.spec()]
    if peer.services:
        pairs = [service.partition("/") for service in peer.services]
        yield "Services", [{"k8sService": {"namespace": space, "serviceName": name}} for space, _, name in pairs]
    if peer.fqdns:
        yield "FQDNs", [{"matchPattern" if "*" in name else "matchName": name} for name in peer.fqdns]
    for one in peers_of(ctx, *peer.gateways) if peer.gateways else ():
        if one.entities:
            yield "Entities", list(one.entities)
        else:
            yield "Endpoints", [selectors.in_namespace(one.namespace, one.labels)]


def _hollow(network: Network, holes: tuple[Network, ...]) -> Json:
    inside = [hole.canonical for hole in holes if hole in network]
    return {"cidr": network.canonical, **({"except": inside} if inside else {})}
