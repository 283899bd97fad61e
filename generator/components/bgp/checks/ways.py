"""Nodes against the routers that they peer with: whether a session can come up, and what routers hear of a node's pods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.components.bgp.advertisements import offered
from generator.components.bgp.links import End, beyond, ends, link_of, links_of, named
from generator.components.bgp.neighbors import members
from generator.components.bgp.sessions import Group, Session, groups
from generator.components.bgp.settings import Settings
from generator.components.cilium import COMPONENT as CILIUM
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.inventory import Node
from generator.core.judgement import Other, Problem, check
from generator.core.net import Network

KINDS = ("CiliumBGPClusterConfig", "CiliumBGPPeerConfig", "CiliumBGPAdvertisement")


@check("bgp/peer-of-another-link", WARNING, spoiled=("bgp/peer-off-link",))
def peer_of_another_link(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A node peers by eBGP with a router of another node network, and no multihop is set.

    eBGP packets leave with TTL 1: a router that is not on the node's own link is out of reach (Cilium docs, BGP, eBGP
    multihop). A router with an address on each link may be reached by any of them, so this is judged only where none of its
    nodes stands in the router's network, or where another router stands in that of the node: one per rack, and a node with
    the label of the wrong one.
    """
    networks = ctx.cluster.networks.nodes
    if len(networks) < 2:
        return
    routed = links_of((one for router in bgp.routers for one in router.addresses), networks)
    nodes, own = members(ctx, found := groups(bgp)), {override.name: override for override in bgp.overrides}
    told: set[str] = set()
    for group in found:
        there = ends(nodes[group.name], networks)
        for session in group.sessions:
            router, link = session.router.name, _link(session, networks)
            if link is None or router in told:
                continue
            off = [
                end
                for end in beyond(link, there, routed)
                if not (end[0].name in own and session.name in own[end[0].name].local_addresses)
            ]
            if off:
                told.add(router)
                yield _apart(session, link, off, strays=link in there)


@check("bgp/pods-unheard", WARNING)
def pods_unheard(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """BGP carries the routes to pods, and no router hears those of some nodes, or of one IP family.

    Nodes install no routes themselves (`autoDirectNodeRoutes`, or `skipUnreachable` between links), and Cilium imports none:
    what a node does not announce nobody else finds (Cilium, Documentation/network/concepts/routing.rst). Judged where nodes
    are listed and some router does hear of pods.
    """
    cilium = ctx.get(CILIUM)
    saying = [one for one in offered(bgp) if one.pods or (one.advertised and one.advertised.pod_pools is not None)]
    if cilium is None or not saying or len(ctx.nodes) < 2 or ctx.overlaid(*KINDS):
        return
    routing = cilium.routing
    links = Counter(network.version for network in ctx.cluster.networks.nodes)
    apart = routing.skip_unreachable and max(links.values(), default=0) > 1
    if routing.mode != "native" or (routing.auto_direct_node_routes and not apart):
        return
    wanted = {f"ipv{network.version}" for network in ctx.cluster.networks.pods}
    nodes, peering = members(ctx, found := groups(bgp)), set[str]()
    for group in found:
        peering |= {node.name for node in nodes[group.name]}
        hearing = [s for s in group.sessions if any(one.heard_by(s.router) for one in saying)]
        lost = wanted - {family for session in hearing for family in session.families}
        if nodes[group.name] and lost and group.sessions:  # else `bgp/router-without-address` says why
            yield _unsaid(group, nodes[group.name], hearing, lost, saying[0].about)
    silent = [node for node in ctx.nodes if node.name not in peering]
    if silent and all(nodes[group.name] for group in found):  # else `bgp/selects-no-node` says why
        yield Problem(
            silent[0],
            "name",
            f"no router peers with {named(silent)}: nobody hears where the pods there are",
            hint="label it so that the `nodes` of a router select it, or use `mode: tunnel`",
            others=(Other(routing, "mode", "pods are routed natively because of this"),),
        )


def _link(session: Session, networks: tuple[Network, ...]) -> Network | None:
    """The node network that a router must be found on; None: it may be anywhere, or is on none at all."""
    router, address = session.router, session.address
    internal = router.asn == router.local_asn
    if address is None or internal or router.multihop is not None or router.source_interface is not None:
        return None
    return link_of(address, networks)


def _apart(session: Session, link: Network, off: list[End], *, strays: bool) -> Problem:
    """Said of the node where the others are on the link, else of the router."""
    (node, index, address), router = off[0], session.router
    place = next(at for at, one in enumerate(router.addresses) if one == session.address)
    verb = "is" if len(off) == 1 else "are"
    message = (
        f"{named([one for one, _, _ in off])} {verb} to peer with router {router.name!r} ({session.address}), "
        "which is on another link"
    )
    hint = (
        "correct the labels of the node, or `nodes` or `addresses` of the router; "
        "where it is routed, set `multihop: 2` here and on the router"
    )
    if strays:
        other = Other(router, ("addresses", place), f"{session.address} is in {link}")
        return Problem(node, ("addresses", index), message, hint, (other,))
    other = Other(node, ("addresses", index), f"{address} is not in {link}")
    return Problem(router, ("addresses", place), message, hint, (other,))


def _unsaid(group: Group, nodes: tuple[Node, ...], hearing: list[Session], lost: set[str], said: object) -> Problem:
    """Pods of which the routers of a group hear nothing, or not in one family."""
    families = " and ".join("IPv" + family[-1] for family in sorted(lost))
    router = (hearing or group.sessions)[0].router
    where = Other(said, (), "pods are announced here")
    if hearing:
        hint = f"give {router.name!r} an address of that family, or {min(lost)} among its `families`"
    else:
        hint = f"let {router.name!r} hear it (`routers` of the advertisement)"
    names = ", ".join(dict.fromkeys(str(session.router.name) for session in group.sessions))
    return Problem(
        router,
        "name",
        f"nobody hears of the {families} pods of {named(list(nodes))} (routers there: {names})",
        hint=hint,
        others=(where,),
    )
