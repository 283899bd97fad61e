"""Who announces addresses of Services, in the object graph: BGP sessions, and L2 policies.

The way of a route: Service -> entry of a CiliumBGPAdvertisement (its selector asks for labels of the Service) -> family of a
CiliumBGPPeerConfig (its selector asks for labels of the advertisement) -> peer of a CiliumBGPClusterConfig, which refers to the
peer config by name (Cilium docs, BGP control plane). What settings say about it are offers (`core.exposure`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from generator.core.graph import Graph, Object
from generator.core.selector import Requirement, from_spec, select
from generator.core.within import mapping, mappings

GROUP = "cilium.io"
FAMILIES = ("ipv4", "ipv6")


class Family(Struct, frozen=True):
    """One address family of a peer config."""

    config: Object
    index: int
    afi: str
    selector: tuple[Requirement, ...] | None
    """None: it selects no advertisement."""

    @property
    def path(self) -> tuple[str | int, ...]:
        return ("spec", "families", self.index)


class Entry(Struct, frozen=True):
    """One entry of an advertisement object."""

    advertisement: Object
    index: int
    kind: str
    addresses: tuple[str, ...]
    selector: tuple[Requirement, ...] | None
    body: dict[str, Any]

    @property
    def path(self) -> tuple[str | int, ...]:
        return ("spec", "advertisements", self.index)


class Peer(Struct, frozen=True):
    """One peer of an instance of a cluster config."""

    cluster: Object
    instance: int
    index: int
    instance_name: str
    body: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.body.get("name", ""))

    @property
    def path(self) -> tuple[str | int, ...]:
        return ("spec", "bgpInstances", self.instance, "peers", self.index)

    @property
    def config(self) -> str | None:
        """Name of its CiliumBGPPeerConfig."""
        found = self.body.get("peerConfigRef")
        return str(found["name"]) if isinstance(found, dict) and found.get("name") else None


def advertisements(graph: Graph) -> tuple[Object, ...]:
    return graph.of("CiliumBGPAdvertisement", GROUP)


def peer_configs(graph: Graph) -> tuple[Object, ...]:
    return graph.of("CiliumBGPPeerConfig", GROUP)


def cluster_configs(graph: Graph) -> tuple[Object, ...]:
    return graph.of("CiliumBGPClusterConfig", GROUP)


def peers(graph: Graph) -> Iterator[Peer]:
    for cluster in cluster_configs(graph):
        for at, instance in enumerate(mappings(cluster.spec, "bgpInstances")):
            for index, body in enumerate(mappings(instance, "peers")):
                yield Peer(cluster, at, index, str(instance.get("name", "")), body)


def families(graph: Graph) -> Iterator[Family]:
    for config in peer_configs(graph):
        for index, family in enumerate(mappings(config.spec, "families")):
            yield Family(config, index, str(family.get("afi", "")), _selector(family.get("advertisements")))


def entries(graph: Graph) -> Iterator[Entry]:
    for advertisement in advertisements(graph):
        for index, entry in enumerate(mappings(advertisement.spec, "advertisements")):
            addresses = mapping(entry, "service").get("addresses")
            yield Entry(
                advertisement,
                index,
                str(entry.get("advertisementType", "")),
                tuple(map(str, addresses)) if isinstance(addresses, list) else (),
                _selector(entry.get("selector")),
                entry,
            )


class _Sessions(Struct, frozen=True):
    """What all sessions of a tree take up. It holds no objects, so that clusters of a fleet have one."""

    takes: frozenset[tuple[str, tuple[Requirement, ...]]]
    """(family, selector of advertisements) of the peer configs that some peer refers to."""
    known: bool
    """Nothing of the way is missing from the tree, and no family selects in vain, which `bgp/label-join-broken` says."""


def carried(graph: Graph) -> dict[int, set[str]]:
    """By identity of an advertisement object: the families in which some peer really carries it."""
    found: dict[int, set[str]] = {}
    takes = graph.once(_sessions).takes
    for advertisement in advertisements(graph):
        heard = {afi for afi, selector in takes if select(selector, advertisement.labels)}
        if heard:
            found[id(advertisement)] = heard
    return found


def is_whole(graph: Graph) -> bool:
    """Whether a route that no session carries surely reaches no router, and no other rule says why.

    Peers and peer configs may live outside of the tree.
    """
    return graph.once(_sessions).known


def _sessions(graph: Graph) -> _Sessions:
    used = {peer.config for peer in peers(graph)}
    takes = {(f.afi, f.selector) for f in families(graph) if f.config.name in used and f.selector is not None}
    has_all = bool(used) and bool(peer_configs(graph))
    return _Sessions(frozenset(takes), has_all and next(unjoined(graph), None) is None)


def unjoined(graph: Graph) -> Iterator[tuple[Family, int]]:
    """The families whose selector no advertisement of the tree meets: the first of each selector, and how many more have it."""
    labelled = advertisements(graph)
    alike: dict[tuple[Requirement, ...], list[Family]] = {}
    for family in families(graph):
        if family.selector is not None:
            alike.setdefault(family.selector, []).append(family)
    for selector, those in alike.items():
        if not any(select(selector, advertisement.labels) for advertisement in labelled):
            yield those[0], len(those) - 1


def service_entries(graph: Graph) -> list[Entry]:
    """The entries that advertise LoadBalancer addresses."""
    return [entry for entry in entries(graph) if entry.kind == "Service" and "LoadBalancerIP" in entry.addresses]


def arp_policies(graph: Graph) -> list[Object]:
    """The L2 policies that announce LoadBalancer addresses."""
    return [one for one in graph.of("CiliumL2AnnouncementPolicy", GROUP) if one.spec.get("loadBalancerIPs")]


def _selector(value: Any) -> tuple[Requirement, ...] | None:
    return from_spec(value) if isinstance(value, dict) else None
