"""Policies of nodes that cut off their sessions with routers."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.components.security.hosts import OTHERS, Nodes, kept_out, of_nodes, terms
from generator.components.security.verdict import End, network
from generator.core.announcing import Peer, peers
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.net import Network
from generator.core.selector import Requirement
from generator.core.values import at

LOCAL = tuple(map(Network, ("127.0.0.0/8", "::1/128")))
"""Traffic of a node with itself passes no device, so no policy sees it."""
PORT = 179


@rule("security/bgp-cut")
def bgp_cut(graph: Graph) -> Iterator[Finding]:
    """A policy of nodes lets them not connect to a router that they are to peer with: the session never comes up.

    Sessions are TCP connections of the agent, which runs in the node's network, to port 179 of the router; policies of nodes
    hold for all traffic of nodes (Documentation/security/policy/host.rst). A router is no part of the cluster: `cluster` and
    `remote-node` do not mean it. Where nodes listen as well, the router may come to them instead.
    """
    hosts = of_nodes(graph)
    cuts: dict[tuple[int, str, int], list[_Cut]] = {}
    for peer in peers(graph) if hosts else ():
        address, peering = str(peer.body.get("peerAddress") or ""), _peering(peer)
        if not address or any(network(address) in one for one in LOCAL):
            continue
        router = End(cidr=address)
        ends = (router,) if peer.cluster.unit is not None else (router, OTHERS)  # a router of ours is no node
        config = graph.find("cilium.io", "CiliumBGPPeerConfig", peer.config or "")
        port = int((config and at(config.spec, ("transport", "peerPort"))) or PORT)
        for one in hosts:
            where = kept_out(hosts, one, "egress", ends, (port, "TCP")) if one.meets(peering) else None
            if where and not _heard(graph, hosts, one, peer, ends):
                found = cuts.setdefault((id(one.policy.about), where, port), [])
                found.append(_Cut(one.policy.about, address, config or peer.cluster))
    for (_, where, port), found in cuts.items():
        yield _no_session(where, port, found)


class _Cut(Struct, frozen=True):
    policy: Object
    router: str
    said: Object
    """What says how nodes peer with it."""


def _no_session(where: str, port: int, cuts: list[_Cut]) -> Finding:
    routers = list(dict.fromkeys(cut.router for cut in cuts))
    more = f" and {len(routers) - 1} more" if len(routers) > 1 else ""
    prefixes = ", ".join(f'"{router}/{128 if ":" in router else 32}"' for router in routers)
    return Finding(
        cuts[0].policy,
        ("spec", where),
        f"{cuts[0].policy.title} keeps nodes from router {routers[0]}{more}, port {port}: there will be no BGP session",
        hint="narrow the deny: no allow helps against it"
        if where != "egress"
        else f"allow egress `toCIDR: [{prefixes}]` on port {port}, protocol TCP",
        others=((cuts[0].said, ("spec",), f"how nodes peer with {routers[0]}"),),
    )


def _peering(peer: Peer) -> frozenset[Requirement]:
    """Of nodes that peer."""
    return terms(peer.cluster.spec.get("nodeSelector") or {})


def _heard(graph: Graph, hosts: tuple[Nodes, ...], one: Nodes, peer: Peer, ends: tuple[End, ...]) -> bool:
    """Whether the nodes listen, and the router gets through to them."""
    instance = peer.cluster.spec["bgpInstances"][peer.instance]
    overridden = any(
        inner.get("localPort")
        for override in graph.of("CiliumBGPNodeConfigOverride", "cilium.io")
        for inner in override.spec.get("bgpInstances") or ()
    )
    port = instance.get("localPort")
    return overridden or bool(port and not kept_out(hosts, one, "ingress", ends, (int(port), "TCP")))
