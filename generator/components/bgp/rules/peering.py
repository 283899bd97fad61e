"""What a finished cluster config says of its nodes and peers, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.nodes import contained
from generator.components.bgp.rules.nodes import NODES, chosen
from generator.core.announcing import GROUP, Peer, cluster_configs, peers
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule


@rule("bgp/same-nodes-twice")
def same_nodes_twice(graph: Graph) -> Iterator[Finding]:
    """Two cluster configs select the same nodes.

    A node takes its configuration from one CiliumBGPClusterConfig: the second is ignored there, with the condition
    `ConflictingClusterConfig` (Cilium docs, BGP, cluster configuration). Found where all nodes of one are surely nodes of
    the other too.
    """
    configs = cluster_configs(graph)
    met: dict[int, int] = {}
    for one, other in contained([chosen(config) for config in configs]):
        later, earlier = max(one, other), min(one, other)
        met[later] = min(earlier, met.get(later, earlier))
    for later, earlier in sorted(met.items()):
        config, other_config = configs[later], configs[earlier]
        yield Finding(
            config,
            NODES,
            f"{config.title} selects nodes that {other_config.title} selects too",
            hint="put their instances into one, or make the selectors exclude each other",
            others=((other_config, NODES, "selected here too"),),
        )


@rule("bgp/duplicate-peer")
def duplicate_peer(graph: Graph) -> Iterator[Finding]:
    """Two peers of one instance have one name or one address.

    Peers are a map by name, and the speaker keeps its neighbors by address: one of both is lost
    (CRD CiliumBGPClusterConfig, x-kubernetes-list-map-keys).
    """
    seen: dict[tuple[int, int, str, str], Peer] = {}
    for peer in peers(graph):
        for field in ("name", "peerAddress"):
            value = str(peer.body.get(field) or "")
            first = seen.setdefault((id(peer.cluster), peer.instance, field, value), peer)
            if value and first is not peer:
                message = f"two peers of instance {peer.instance_name!r} of {peer.cluster.title} have {field} {value}"
                yield Finding(
                    peer.cluster,
                    (*peer.path, field),
                    message,
                    hint="give each peer its own",
                    others=((first.cluster, (*first.path, field), "the other one is here"),),
                    mirror=message,
                )


@rule("bgp/peer-address-unclear")
def peer_address_unclear(graph: Graph) -> Iterator[Finding]:
    """A peer has an address and is discovered, or neither.

    Upstream takes exactly one of peerAddress and autoDiscovery (Cilium docs, BGP, auto-discovery): the agent skips a
    peer without either.
    """
    for peer in peers(graph):
        address, discovery = peer.body.get("peerAddress"), peer.body.get("autoDiscovery")
        if bool(address) == bool(discovery):
            what = "an address and autoDiscovery" if address else "neither an address nor autoDiscovery"
            yield Finding(
                peer.cluster,
                peer.path,
                f"peer {peer.name!r} of {peer.cluster.title} has {what}",
                hint="keep exactly one of `peerAddress` and `autoDiscovery`",
            )


@rule("bgp/removed-kind")
def removed_kind(graph: Graph) -> Iterator[Finding]:
    """A CiliumBGPPeeringPolicy stands in the tree.

    BGPv1 was removed in Cilium 1.19, and 1.18 ignores it where a CiliumBGPClusterConfig exists (Cilium 1.19 upgrade notes).
    """
    for policy in graph.of("CiliumBGPPeeringPolicy", GROUP):
        yield Finding(
            policy,
            (),
            f"{policy.title} is BGPv1, which Cilium 1.19 no longer has",
            hint="write it as CiliumBGPClusterConfig, CiliumBGPPeerConfig and CiliumBGPAdvertisement",
        )
