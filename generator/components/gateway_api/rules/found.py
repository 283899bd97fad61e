"""Gateways of a tree as the rules see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.pools import requests_of_gateway
from generator.core.artifact import Json
from generator.core.gateways import GROUP
from generator.core.graph import Graph, Object
from generator.core.net import Address

ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")


def routes(graph: Graph) -> Iterator[Object]:
    for kind in ROUTES:
        yield from graph.of(kind, GROUP)


def listeners(gateway: Object) -> list[Json]:
    return [item for item in gateway.spec.get("listeners") or () if isinstance(item, dict)]


def addresses(gateway: Object) -> Iterator[tuple[tuple[str | int, ...], Address]]:
    """(path, address) of every fixed address; what is no address (a variable, a host name) is left out."""
    return ((wanted.path, Address(wanted.text)) for wanted in requests_of_gateway(gateway))


def parents(graph: Graph, route: Object) -> Iterator[tuple[int, Json, Object | None]]:
    """(index, parentRef, its gateway) of every parent that is a Gateway."""
    for index, ref in enumerate(route.spec.get("parentRefs") or ()):
        if ref.get("kind", "Gateway") == "Gateway" and ref.get("group", GROUP) == GROUP:
            name, namespace = str(ref.get("name")), ref.get("namespace") or route.namespace
            # In somebody's tree a Gateway may get its namespace from a kustomization: then the name decides.
            yield index, ref, graph.find(GROUP, "Gateway", name, namespace) or graph.find(GROUP, "Gateway", name)


def backend_refs(route: Object) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """(path, reference) of every Service that a route sends to, mirrors included."""
    for i, rule in enumerate(route.spec.get("rules") or ()):
        for j, ref in enumerate(rule.get("backendRefs") or ()):
            yield ("spec", "rules", i, "backendRefs", j), ref
        for j, item in enumerate(rule.get("filters") or ()):
            ref = (item.get("requestMirror") or {}).get("backendRef")
            if ref:
                yield ("spec", "rules", i, "filters", j, "requestMirror", "backendRef"), ref


def meets(listener: str | None, host: str) -> bool:
    """Whether a listener's hostname and a route's intersect: wildcards take any number of labels here."""
    if listener is None or listener == host:
        return True
    if listener.startswith("*.") and (host.endswith(listener[1:]) or host.removeprefix("*") == listener[1:]):
        return True
    return host.startswith("*.") and listener.endswith(host[1:])
