"""Addresses that the tree itself asks for: of Services and of gateways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from generator.components.pools import balancers, requests, service_labels
from generator.core.exposure import NAME, NAMESPACE
from generator.core.graph import Graph, Object
from generator.core.offer import Announcement

GATEWAY = ("gateway.networking.k8s.io/gateway-name", "io.cilium.gateway/owning-gateway")
"""Labels that Cilium puts on the Service of a Gateway (operator/pkg/model/translation/gateway-api, 1.20)."""


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
    for gateway in graph.of("Gateway", "gateway.networking.k8s.io"):
        wanted = tuple(sorted(str(a.get("value")) for a in _items(gateway.spec.get("addresses"))))
        namespace, service = gateway.namespace or "default", f"cilium-gateway-{gateway.name}"
        infrastructure = gateway.spec.get("infrastructure")
        extra = infrastructure.get("labels") if isinstance(infrastructure, dict) else None
        labels = {**(extra or {}), NAME: service, NAMESPACE: namespace, **dict.fromkeys(GATEWAY, gateway.name)}
        ports = _ports(gateway, "listeners", {"HTTP", "HTTPS", "TLS", "TCP"}, default="")
        yield Vip(namespace, service, labels, wanted, ports)


def _ports(item: Object, field: str, protocols: set[str], *, default: str) -> tuple[int, ...]:
    listed = _items(item.spec.get(field))
    return tuple(sorted({int(one["port"]) for one in listed if one.get("protocol", default) in protocols}))


def _items(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
