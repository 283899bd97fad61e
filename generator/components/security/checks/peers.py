"""What a peer of a valid-looking rule can still get wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.components.bgp import COMPONENT as BGP
from generator.components.cilium import COMPONENT as CILIUM
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.security.networks import BUILT_IN, matched_by_cidr
from generator.components.security.policy import Peer, Rule
from generator.components.security.settings import CIDRGroup, Settings
from generator.core.context import Context
from generator.core.judgement import Other, Problem, check
from generator.core.net import Address, Network
from generator.core.suggest import did_you_mean


def together(settings: Settings) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    """(direction, rules) of everything that is written: the rules of one direction of one policy add up."""
    written = [(policy.ingress, policy.egress) for policy in settings.policies]
    written += [(one.allow.ingress, one.allow.egress) for one in settings.zero_trust]
    for ingress, egress in written:
        yield "ingress", ingress
        yield "egress", egress


def directions(settings: Settings) -> Iterator[tuple[str, Rule]]:
    """(direction, rule) of every rule that is written."""
    for direction, rules in together(settings):
        yield from ((direction, rule) for rule in rules)


def peers(settings: Settings) -> Iterator[tuple[str, Peer]]:
    """(direction, peer) of every peer that is written."""
    for direction, rule in directions(settings):
        yield from ((direction, peer) for peer in rule.peers or ())


@check("security/peer-kinds")
def peer_kinds(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A peer is of no kind, or of two at once.

    In Cilium each rule takes one kind of peer (pkg/policy/api/rule_validation.go); two kinds in one peer could mean both or
    either, so they are refused.
    """
    for _, peer in peers(settings):
        if len(peer.kinds) == 0:
            hint = "name the `cidrs` that it is taken from" if peer.except_ else 'say `pods: ""`, entities, cidrs, …'
            yield Problem(peer, "except" if peer.except_ else (), "this peer names nobody", hint=hint)
        elif len(peer.kinds) > 1:
            yield Problem(
                peer, (), f"this peer is of several kinds: {', '.join(peer.kinds)}", hint="write a peer for each"
            )


@check("security/egress-only-peer")
def egress_only_peer(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Names and Services say where traffic goes; nobody knows them of who calls (CRD of Cilium: `toFQDNs`, `toServices`)."""
    for direction, peer in peers(settings):
        for kind in ("fqdns", "services"):
            if direction == "ingress" and getattr(peer, kind):
                yield Problem(peer, kind, f"`{kind}` cannot stand in ingress", hint="name pods, entities or cidrs")


@check("security/except-outside")
def except_outside(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """An `except` lies in none of the networks that it is taken from.

    The agent refuses the whole policy then (`except` must lie inside `cidr`, pkg/policy/api/cidr.go).
    """
    for _, peer in peers(settings):
        if peer.cidrs:
            yield from _outside(peer, peer.cidrs, peer.except_)
    for group in settings.cidr_groups:
        yield from _outside(group, group.cidrs, group.except_)


def _outside(about: object, cidrs: tuple[Network, ...], holes: tuple[Network, ...]) -> Iterator[Problem]:
    for index, hole in enumerate(holes):
        if not any(hole in network for network in cidrs):
            yield Problem(
                about,
                ("except", index),
                f"{hole} lies in none of `cidrs`",
                hint="take it out, or name the network around it",
            )


@check("security/unknown-group")
def unknown_group(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A peer names a group of networks that does not exist: the rule matches nothing (CiliumCIDRGroup)."""
    known = {*BUILT_IN, *(str(group.name) for group in settings.cidr_groups)}
    for _, peer in peers(settings):
        for index, name in enumerate(peer.groups):
            if name not in known:
                yield Problem(
                    peer, ("groups", index), f"there is no group {str(name)!r}", hint=did_you_mean(str(name), known)
                )


@check("security/unknown-gateway")
def unknown_gateway(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A peer names a gateway that does not exist: the rule would be written without it, and allow or deny nobody."""
    gateways = ctx.get(GATEWAY_API)
    known = [str(gateway.name) for gateway in gateways.gateways] if gateways is not None else []
    for _, peer in peers(settings):
        for index, name in enumerate(peer.gateways):
            if name not in known:
                yield Problem(
                    peer, ("gateways", index), f"there is no gateway {str(name)!r}", hint=did_you_mean(str(name), known)
                )


@check("security/some-gateways")
def some_gateways(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A peer names some of Cilium's gateways and not all of them.

    All of them send with one identity, `ingress` (Documentation/network/servicemesh/gateway-api, identity of the proxy):
    what one may, every one may, and the policy would promise more than it keeps.
    """
    gateways = ctx.get(GATEWAY_API)
    if gateways is None:
        return
    shared = []
    for gateway in gateways.gateways:
        one = gateways.class_of(gateway)
        if one is None or one.is_cilium:
            shared.append(gateway)
    for _, peer in peers(settings):
        left = [gateway for gateway in shared if gateway.name not in peer.gateways]
        if left and any(gateway.name in peer.gateways for gateway in shared):
            yield Problem(
                peer,
                "gateways",
                f"a policy cannot tell gateway {', '.join(map(repr, map(str, peer.gateways)))}"
                f" from {', '.join(repr(str(g.name)) for g in left)}",
                hint="name all of Cilium's gateways: they share one identity",
                others=tuple(Other(gateway, "name", "this one is let in too") for gateway in left),
            )


NODES = ("all", "cluster", "host", "kube-apiserver", "remote-node")
"""Entities by which a rule says that it also means nodes."""


@check("security/cidr-of-cluster")
def cidr_of_cluster(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A network in a policy is part of the cluster: it never matches.

    CIDR rules match only what has no identity of its own; pods, nodes and the API server have one (#9209, #20550), unless
    `policyCIDRMatchMode` says `nodes` or, from 1.20 on, `pods` (pkg/option/config.go). ClusterIPs are translated before policy
    looks. Other machines beside the nodes are no part of the cluster.
    """
    modes = _modes(ctx)
    for _, peer in peers(settings):
        for index, cidr in enumerate(peer.cidrs):
            for what, hint in _part(ctx, modes, cidr):
                yield Problem(peer, ("cidrs", index), f"{cidr} is {what}: no CIDR rule ever matches them", hint=hint)
    for group in settings.cidr_groups:
        parts = [next(_part(ctx, modes, cidr), None) for cidr in group.cidrs]
        if parts and (first := parts[0]) is not None and all(parts):
            yield Problem(
                group,
                ("cidrs", 0),
                f"{group.cidrs[0]} is {first[0]}: no CIDR rule ever matches them, and the group has no other networks",
                hint=f"{first[1]} in the policy",
            )


def _part(ctx: Context, modes: Collection[str], cidr: Network) -> Iterator[tuple[str, str]]:
    """(what of the cluster a network is, what to name instead)."""
    networks = ctx.cluster.networks
    if "pods" not in modes and _lies_in(cidr, networks.pods):
        yield "a network of pods", "name `pods`"
    if _lies_in(cidr, networks.services):
        yield "a network of Services", "name the pods behind the Service, or `kube-apiserver`"
    if "nodes" not in modes and len(_nodes(ctx, cidr)) == cidr.size:
        yield "nothing but nodes", "name `entities: [host, remote-node]`, or `kube-apiserver` for the API server"


@check("security/cidr-beside-nodes", severity="warning")
def cidr_beside_nodes(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A network in a policy is one in which nodes stand: it matches the other machines there, and no node of the cluster.

    Nodes have an identity of their own, and CIDR rules do not match it (#9209, #20550; `policyCIDRMatchMode` is empty by
    default). A rule, or a group of networks, that takes their addresses out says that it knows; so does a rule that names them by
    an entity, itself or in a rule beside it for the same ports. Of a group it is said once, where a rule names it first.
    """
    if "nodes" in _modes(ctx):
        return
    groups = {str(group.name): group for group in settings.cidr_groups}
    for _, rules in together(settings):
        naming = [rule for rule in rules if _names_nodes(rule)]
        for rule in rules:
            aware = any(_reaches(other, rule) for other in naming)
            for peer in () if aware else rule.peers or ():
                for index, cidr in enumerate(peer.cidrs):
                    if (said := _beside(ctx, cidr, peer.except_)) is not None:
                        yield Problem(peer, ("cidrs", index), said[0], hint=said[1])
                for index, name in enumerate(peer.groups):
                    if (group := groups.pop(str(name), None)) is not None:
                        yield from _group_beside(ctx, peer, index, group)


def _group_beside(ctx: Context, peer: Peer, index: int, group: CIDRGroup) -> Iterator[Problem]:
    for at, cidr in enumerate(group.cidrs):
        said = _beside(ctx, cidr, group.except_)
        if said is not None:
            there = Other(group, ("cidrs", at), f"{cidr} is in group {str(group.name)!r}")
            yield Problem(peer, ("groups", index), said[0], hint=said[1], others=(there,))


def _names_nodes(rule: Rule) -> bool:
    return any(peer.nodes is not None or not set(NODES).isdisjoint(peer.entities) for peer in rule.peers or ())


def _reaches(one: Rule, other: Rule) -> bool:
    """Whether a rule is about all that another is about, ports and verdict alike."""
    if one is other:
        return True
    every = not (one.ports or one.icmp)
    same = set(other.ports) <= set(one.ports) and set(other.icmp) <= set(one.icmp) and bool(other.ports or other.icmp)
    return one.deny == other.deny and not (one.http or one.dns) and (every or same)


def _beside(ctx: Context, cidr: Network, holes: tuple[Network, ...]) -> tuple[str, str] | None:
    """(message, hint) where a network holds nodes beside others, or may."""
    if not _lies_in(cidr, ctx.cluster.networks.nodes):
        return None
    meant = "add a peer with `entities: [host, remote-node]` if nodes are meant too"
    if ctx.nodes:
        found = [address for address in _nodes(ctx, cidr) if not any(address in hole for hole in holes)]
        who = ", ".join(found[:2]) + (f" and {len(found) - 2} more" if len(found) > 2 else "")
        text = f"{cidr} matches what else stands there, but no node of the cluster: not {who}"
        return (text, f"{meant}, else take them out with `except`") if 0 < len(found) < cidr.size else None
    if cidr.size > 1:
        return f"{cidr} matches what else stands there, but no node of the cluster", meant
    text = f"{cidr} stands in the network of the nodes: if it is one of them, no CIDR rule matches it"
    return (
        None if _router(ctx, cidr) else (text, "name an entity if it is a node; otherwise list the nodes, without it")
    )


def _nodes(ctx: Context, cidr: Network) -> tuple[Address, ...]:
    """Addresses of listed nodes in a network."""
    return tuple(dict.fromkeys(one for node in ctx.nodes for one in node.addresses if one in cidr))


def _router(ctx: Context, cidr: Network) -> bool:
    bgp = ctx.get(BGP)
    return any(one in cidr for router in (bgp.routers if bgp is not None else ()) for one in router.addresses)


def _lies_in(cidr: Network, known: tuple[Network, ...]) -> bool:
    return any(cidr in network for network in known)


def _modes(ctx: Context) -> frozenset[str]:
    """What CIDR rules match beyond strangers."""
    cilium = ctx.get(CILIUM)
    return matched_by_cidr(cilium.values) if cilium is not None else frozenset()


@check("security/double-star")
def double_star(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """`**.` in a name means any depth only from Cilium 1.19 on; before, it is one label like `*` (upgrade notes 1.19)."""
    cilium = ctx.get(CILIUM)
    if cilium is None or cilium.version.numbers >= (1, 19, 0):
        return
    for _, peer in peers(settings):
        for index, name in enumerate(peer.fqdns):
            if "**" in name:
                yield Problem(
                    peer,
                    ("fqdns", index),
                    f"{name!r} does not mean any depth in Cilium {cilium.version.minor}",
                    hint="name each depth, or use Cilium 1.19",
                )
