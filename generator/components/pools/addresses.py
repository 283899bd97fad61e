"""Pools and the addresses that Services ask for, as the object graph has them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from msgspec import Struct

from generator.core.exposure import NAME, NAMESPACE
from generator.core.graph import Graph, Object
from generator.core.net import parse
from generator.core.places import Keys
from generator.core.selector import Requirement, from_spec, select
from generator.core.values import at
from generator.core.within import mapping, mappings

REQUEST = ("lbipam.cilium.io/ips", "io.cilium/lb-ipam-ips")
SHARING = ("lbipam.cilium.io/sharing-key", "io.cilium/lb-ipam-sharing-key")
CLASSES = (None, "io.cilium/bgp-control-plane", "io.cilium/l2-announcer")
"""`loadBalancerClass` of Services that Cilium's LB IPAM serves."""
OTHER_IPAM = ("none", "nodeipam")
"""Values of `defaultLBServiceIPAM` with which LB IPAM serves only Services with a class of Cilium's (operator/pkg/lbipam)."""


class Range(Struct, frozen=True):
    """A block of a pool object."""

    pool: Object
    index: int
    version: int
    first: int
    last: int
    text: str
    is_cidr: bool

    def holds(self, version: int, number: int) -> bool:
        return version == self.version and self.first <= number <= self.last

    def reserves(self, version: int, number: int) -> bool:
        """Whether the pool keeps this end of a network for itself."""
        if not self.is_cidr or self.last - self.first < 2 or not self.holds(version, number):
            return False
        return self.pool.spec.get("allowFirstLastIPs") == "No" and number in (self.first, self.last)


class Request(Struct, frozen=True):
    """One address that a Service or a Gateway asks for."""

    by: Object
    path: Keys
    text: str
    version: int
    number: int
    sharing: str | None


def pools(graph: Graph) -> tuple[Object, ...]:
    return graph.of("CiliumLoadBalancerIPPool", "cilium.io")


def giving(graph: Graph) -> Iterator[Object]:
    """Pools that give addresses away: those that are not disabled."""
    return (pool for pool in pools(graph) if not pool.spec.get("disabled"))


def ranges(graph: Graph) -> list[Range]:
    """Every readable block; what is no block is the schema's finding."""
    found: list[Range] = []
    for pool in pools(graph):
        for index, block in enumerate(mappings(pool.spec, "blocks")):
            span = _span(block)
            if span is not None:
                found.append(Range(pool, index, *span))
    return found


def balancers(graph: Graph) -> Iterator[Object]:
    """Services of type LoadBalancer that Cilium gives addresses to."""
    for service in graph.of("Service", ""):
        if service.spec.get("type") == "LoadBalancer" and service.spec.get("loadBalancerClass") in CLASSES:
            yield service


def unclassed_left_out(graph: Graph) -> bool:
    """Whether a release leaves Services without a class to somebody else than LB IPAM (chart, `defaultLBServiceIPAM`)."""
    return any(at(one.spec, ("values", "defaultLBServiceIPAM")) in OTHER_IPAM for one in graph.of("HelmRelease"))


def requests(service: Object) -> Iterator[Request]:
    """The addresses that annotations or `loadBalancerIP` name; a variable of Flux names none."""
    sharing = _sharing(service.annotations)
    for key in REQUEST:
        for text in str(service.annotations.get(key) or "").split(","):
            yield from _request(service, ("metadata", "annotations", key), text.strip(), sharing)
    yield from _request(service, ("spec", "loadBalancerIP"), str(service.spec.get("loadBalancerIP") or ""), sharing)


def requests_of_gateway(gateway: Object) -> Iterator[Request]:
    """The addresses of `spec.addresses`, which Cilium copies to the Service's annotation; one that is there wins."""
    found = _infrastructure(gateway)
    if any(key in found for key in REQUEST):
        yield from annotated_requests(gateway)
        return
    addresses = gateway.spec.get("addresses")
    for index, address in enumerate(addresses if isinstance(addresses, list) else ()):
        if isinstance(address, dict) and address.get("type", "IPAddress") == "IPAddress":
            path = ("spec", "addresses", index, "value")
            yield from _request(gateway, path, str(address.get("value") or ""), _sharing(found))


def annotated_requests(gateway: Object) -> Iterator[Request]:
    """The addresses that a Gateway's `spec.infrastructure` asks for, whoever makes its Service."""
    found = _infrastructure(gateway)
    for key in REQUEST:
        for text in str(found.get(key) or "").split(","):
            path = ("spec", "infrastructure", "annotations", key)
            yield from _request(gateway, path, text.strip(), _sharing(found))


def _infrastructure(gateway: Object) -> dict[str, Any]:
    """Annotations of its Service."""
    return mapping(gateway.spec, "infrastructure", "annotations")


def _sharing(annotations: dict[str, Any]) -> str | None:
    return next((str(annotations[key]) for key in SHARING if key in annotations), None)


def service_labels(service: Object) -> dict[str, str]:
    """What selectors of pools and announcements see: the labels, the name and the namespace."""
    namespace = service.namespace or "default"
    return {**service.labels, NAME: service.name, NAMESPACE: namespace}


class _Givers(Struct, frozen=True):
    """What pools that give addresses ask of Services; by a label that they want, so that few have to be tried."""

    by_label: dict[tuple[str, str], list[tuple[Requirement, ...]]]
    others: list[tuple[Requirement, ...]]


def is_served(graph: Graph, labels: dict[str, str]) -> bool:
    """Whether any pool of the tree gives addresses to a Service of these labels."""
    givers = graph.once(_givers)
    near = (selector for pair in labels.items() for selector in givers.by_label.get(pair, ()))
    return any(select(selector, labels) for selector in chain(givers.others, near))


def _givers(graph: Graph) -> _Givers:
    found = _Givers({}, [])
    for pool in giving(graph):
        selector = selected_services(pool)
        exact = next(((key, values[0]) for key, how, values in selector if how == "In" and len(values) == 1), None)
        (found.others if exact is None else found.by_label.setdefault(exact, [])).append(selector)
    return found


def takes(pool: Object, labels: dict[str, str]) -> bool:
    """Whether a pool gives addresses to a Service of these labels."""
    return select(selected_services(pool), labels)


def selected_services(item: Object) -> tuple[Requirement, ...]:
    """What a pool or an L2 policy asks of Services; without a selector nothing."""
    spec = item.spec.get("serviceSelector")
    return from_spec(spec) if isinstance(spec, dict) else ()


def _request(service: Object, path: Keys, text: str, sharing: str | None) -> Iterator[Request]:
    try:
        version, number = parse(text)
    except ValueError:
        return
    yield Request(service, path, text, version, number, sharing)


def _span(block: dict[str, Any]) -> tuple[int, int, int, str, bool] | None:
    cidr, start, stop = (str(block.get(key) or "") for key in ("cidr", "start", "stop"))
    try:
        if cidr:
            head, _, prefix = cidr.partition("/")
            version, number = parse(head)
            host = (1 << ((32 if version == 4 else 128) - int(prefix))) - 1
            return version, number & ~host, number | host, cidr, True
        (version, first), (other, last) = parse(start), parse(stop or start)
    except ValueError:
        return None
    return (version, first, last, f"{start}-{stop or start}", False) if version == other and first <= last else None
