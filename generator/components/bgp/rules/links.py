"""Peers that overlays brought or moved, against the links of the nodes: what checks ask of the inventory's own routers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.components.bgp.links import beyond, ends, link_of, links_of, named, out_of_reach
from generator.components.bgp.rules.nodes import NODES, chosen
from generator.core.announcing import GROUP, Peer, peer_configs, peers
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.net import Address
from generator.core.site import Site
from generator.core.within import mappings

MULTIHOP = ("spec", "ebgpMultihop")
HINT = "correct it; where the router is routed, set `ebgpMultihop: 2` in the peer config, and multihop on the router"


class _Bound(NamedTuple):
    """A peer that packets with TTL 1 must reach."""

    peer: Peer
    address: Address
    config: Object | None


@rule("bgp/peer-moved-off-link")
def peer_moved_off_link(graph: Graph) -> Iterator[Finding]:
    """An overlay makes eBGP peers of nodes and an address that is on no node network, and no multihop is set.

    What `bgp/peer-off-link` says of the inventory's routers: eBGP packets leave with TTL 1, and the session stays down (Cilium
    docs, BGP, eBGP multihop). The networks are `cluster.networks.nodes`.
    """
    for bound in _bound(graph):
        networks = Site.of(graph).networks
        if networks and out_of_reach(bound.address, networks):
            yield Finding(
                *_changed(bound),
                f"peer {bound.peer.name!r} of {bound.peer.cluster.title} ({bound.address}) is on no node network",
                hint=HINT,
            )


@rule("bgp/peer-moved-to-another-link", WARNING)
def peer_moved_to_another_link(graph: Graph) -> Iterator[Finding]:
    """An overlay lets nodes peer by eBGP with a router of another node network, and no multihop is set.

    What `bgp/peer-of-another-link` says of the inventory's routers and nodes. Nodes with an address of their own for the peer,
    and peers with a source interface, are not judged.
    """
    found = tuple(_bound(graph))
    site = Site.of(graph) if found else Site()
    if len(site.networks) < 2:
        return
    routed = links_of((address for peer in peers(graph) if (address := _address(peer)) is not None), site.networks)
    given = set(_given(graph))
    for bound in found:
        peer, link = bound.peer, link_of(bound.address, site.networks)
        if link is None or _from_elsewhere(bound):
            continue
        nodes = (node for node in site.selected(chosen(peer.cluster)) if (node.name, peer.name) not in given)
        off = beyond(link, ends(nodes, site.networks), routed)
        if off:
            verb = "are" if len(off) > 1 else "is"
            yield Finding(
                *_changed(bound),
                f"{named([node for node, _, _ in off])} {verb} to peer with {peer.name!r} ({bound.address}), "
                "which is on another link",
                hint=HINT,
            )


@rule("bgp/peer-moved-to-node")
def peer_moved_to_node(graph: Graph) -> Iterator[Finding]:
    """An overlay gives a peer the address of a node.

    What `bgp/router-is-node` says of the inventory's routers: that node would peer with itself, the others with a node that runs
    no BGP server for them.
    """
    for peer in peers(graph):
        address = _address(peer) if peer.cluster.touched(*peer.path) else None
        if address is None:
            continue
        for node in Site.of(graph).nodes:
            if any((one.version, one.number) == (address.version, address.number) for one in node.addresses):
                yield Finding(
                    peer.cluster,
                    (*peer.path, "peerAddress"),
                    f"peer {peer.name!r} of {peer.cluster.title} has {address}, the address of node {str(node.name)!r}",
                    hint="write the address of the router itself",
                )


def _bound(graph: Graph) -> Iterator[_Bound]:
    """The peers of eBGP sessions without multihop in which an overlay has a say. One of any AS number may be internal."""
    configs = {config.name: config for config in peer_configs(graph)}
    for peer in peers(graph):
        config = configs.get(peer.config or "")
        if not _touched(peer, config) or (config is None and peer.config is not None):
            continue
        instance, asn = mappings(peer.cluster.spec, "bgpInstances")[peer.instance], peer.body.get("peerASN")
        internal = not asn or asn == instance.get("localASN")
        routed = config is not None and config.spec.get("ebgpMultihop")
        address = _address(peer)
        if address is not None and not internal and not routed:
            yield _Bound(peer, address, config)


def _touched(peer: Peer, config: Object | None) -> bool:
    instance = peer.path[:3]
    paths = (peer.path, (*instance, "localASN"), NODES)
    return any(peer.cluster.touched(*path) for path in paths) or (config is not None and config.touched(*MULTIHOP))


def _changed(bound: _Bound) -> tuple[Object, tuple[str | int, ...]]:
    """Where the overlay spoke: of the peer's config, which has no multihop any more, of the peer, or of the nodes."""
    peer, config = bound.peer, bound.config
    if config is not None and config.patches and config.touched(*MULTIHOP):
        return config, MULTIHOP
    if peer.cluster.owner and not peer.cluster.touched(*peer.path) and peer.cluster.touched(*NODES):
        return peer.cluster, NODES
    return peer.cluster, (*peer.path, "peerAddress")


def _address(peer: Peer) -> Address | None:
    """None for a peer that is discovered, and for what the schema refuses."""
    return Address.read(peer.body.get("peerAddress"))


def _from_elsewhere(bound: _Bound) -> bool:
    transport = bound.config.spec.get("transport") if bound.config is not None else None
    return isinstance(transport, dict) and bool(transport.get("sourceInterface"))


def _given(graph: Graph) -> Iterator[tuple[str, str]]:
    """(node, peer) of each local address that a node is given."""
    for override in graph.of("CiliumBGPNodeConfigOverride", GROUP):
        for instance in mappings(override.spec, "bgpInstances"):
            for peer in mappings(instance, "peers"):
                if peer.get("localAddress"):
                    yield override.name, str(peer.get("name"))
