"""The way of a route in the object graph: Service -> advertisement -> families of a peer -> peer -> nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from generator.core.graph import Graph, Object
from generator.core.selector import Requirement, from_spec, select

GROUP = "cilium.io"


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


def cluster_configs(graph: Graph) -> tuple[Object, ...]:
    return graph.of("CiliumBGPClusterConfig", GROUP)


def peers(graph: Graph) -> Iterator[Peer]:
    for cluster in cluster_configs(graph):
        for at, instance in enumerate(items(cluster.spec.get("bgpInstances"))):
            for index, body in enumerate(items(instance.get("peers"))):
                yield Peer(cluster, at, index, str(instance.get("name", "")), body)


def families(graph: Graph) -> Iterator[Family]:
    for config in graph.of("CiliumBGPPeerConfig", GROUP):
        for index, family in enumerate(items(config.spec.get("families"))):
            yield Family(config, index, str(family.get("afi", "")), _selector(family.get("advertisements")))


def entries(graph: Graph) -> Iterator[Entry]:
    for advertisement in graph.of("CiliumBGPAdvertisement", GROUP):
        for index, entry in enumerate(items(advertisement.spec.get("advertisements"))):
            service = entry.get("service")
            addresses = service.get("addresses") if isinstance(service, dict) else None
            yield Entry(
                advertisement,
                index,
                str(entry.get("advertisementType", "")),
                tuple(map(str, addresses)) if isinstance(addresses, list) else (),
                _selector(entry.get("selector")),
                entry,
            )


def carried(graph: Graph) -> dict[int, set[str]]:
    """By identity of an advertisement object: the families in which some peer really carries it."""
    used = {peer.config for peer in peers(graph)}
    found: dict[int, set[str]] = {}
    live = [f for f in families(graph) if f.config.name in used and f.selector is not None]
    for advertisement in graph.of("CiliumBGPAdvertisement", GROUP):
        for family in live:
            if family.selector is not None and select(family.selector, advertisement.labels):
                found.setdefault(id(advertisement), set()).add(family.afi)
    return found


def unjoined(graph: Graph) -> Iterator[tuple[Family, int]]:
    """The families whose selector no advertisement of the tree meets: the first of each selector, and how many more have it."""
    labelled = graph.of("CiliumBGPAdvertisement", GROUP)
    alike: dict[tuple[Requirement, ...], list[Family]] = {}
    for family in families(graph):
        if family.selector is not None:
            alike.setdefault(family.selector, []).append(family)
    for selector, those in alike.items():
        if not any(select(selector, advertisement.labels) for advertisement in labelled):
            yield those[0], len(those) - 1


def announced(graph: Graph, labels: dict[str, str]) -> set[str]:
    """The families in which the LoadBalancer address of a Service of these labels reaches a router: ipv4, ipv6."""
    reached = carried(graph)
    found: set[str] = set()
    for entry in service_entries(graph):
        if entry.selector is not None and select(entry.selector, labels):
            found |= reached.get(id(entry.advertisement), set())
    return found


def service_entries(graph: Graph) -> list[Entry]:
    """The entries that advertise LoadBalancer addresses."""
    return [entry for entry in entries(graph) if entry.kind == "Service" and "LoadBalancerIP" in entry.addresses]


def items(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; what is none is the schema's finding."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _selector(value: Any) -> tuple[Requirement, ...] | None:
    return from_spec(value) if isinstance(value, dict) else None
