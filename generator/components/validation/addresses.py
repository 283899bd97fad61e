"""Addresses that the tree itself asks for: of Services and of gateways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.components.pools import balancers, requests, service_labels
from generator.core.exposure import NAME, NAMESPACE
from generator.core.gateways import gateways
from generator.core.gateways import service_labels as labels_of_gateway
from generator.core.graph import Graph, Object
from generator.core.offer import Announcement
from generator.core.within import mappings


class Vip(Struct, frozen=True):
    """One Service and the addresses that it asks for."""

    namespace: str
    service: str
    labels: dict[str, str]
    addresses: tuple[str, ...]
    ports: tuple[int, ...]
    """TCP only."""

    def announced(self, announcements: Iterable[Announcement]) -> bool:
        """Whether one of them says that these addresses can be reached."""
        return any(
            "LoadBalancerIP" in one.addresses and (one.selector is None or one.selector.matches(self.labels))
            for one in announcements
        )


def vips(graph: Graph) -> tuple[Vip, ...]:
    """Every Service or gateway with addresses of its own, by namespace and name."""
    found = (*_services(graph), *_gateways(graph))
    return tuple(sorted((vip for vip in found if vip.addresses), key=lambda vip: (vip.namespace, vip.service)))


def _services(graph: Graph) -> Iterator[Vip]:
    for service in balancers(graph):
        wanted = tuple(sorted({request.text for request in requests(service)}))
        ports = _ports(service, "ports", {"TCP"}, default="TCP")
        yield Vip(service.namespace or "default", service.name, service_labels(service), wanted, ports)


def _gateways(graph: Graph) -> Iterator[Vip]:
    for gateway in gateways(graph):
        wanted = tuple(sorted(str(a.get("value")) for a in mappings(gateway.spec, "addresses")))
        labels = labels_of_gateway(gateway)
        ports = _ports(gateway, "listeners", {"HTTP", "HTTPS", "TLS", "TCP"}, default="")
        yield Vip(labels[NAMESPACE], labels[NAME], labels, wanted, ports)


def _ports(item: Object, field: str, protocols: set[str], *, default: str) -> tuple[int, ...]:
    listed = mappings(item.spec, field)
    return tuple(sorted({int(one["port"]) for one in listed if one.get("protocol", default) in protocols}))
