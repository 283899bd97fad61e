"""Routes of every kind, the redirect to HTTPS, and the grants that routes need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.gateway_api.attach import Listeners, parents
from generator.components.gateway_api.bundle import GROUP, api_version
from generator.components.gateway_api.dns import hidden, of_route
from generator.components.gateway_api.grants import grant
from generator.components.gateway_api.published import ROUTES, Published
from generator.components.gateway_api.routes import HTTP_KINDS, Backend, Route
from generator.components.gateway_api.settings import Gateway, Settings
from generator.core.artifact import Json, Manifest, manifest, pruned, sorted_keys
from generator.core.context import Context

FILES = {
    "HTTPRoute": "http-routes",
    "GRPCRoute": "grpc-routes",
    "TLSRoute": "tls-routes",
    "TCPRoute": "tcp-routes",
    "UDPRoute": "udp-routes",
}
WITH_HOSTS = (*HTTP_KINDS, "TLSRoute")


def redirects(ctx: Context, settings: Settings) -> Iterator[Manifest]:
    """One route per namespace: all its gateways' plain port 80 leads to HTTPS."""
    grouped: dict[str, list[Gateway]] = {}
    for gateway in settings.gateways:
        if gateway.http == "redirect":
            grouped.setdefault(str(gateway.namespace), []).append(gateway)
    for namespace, found in grouped.items():
        parent_refs = [{"name": g.name, "namespace": namespace, "sectionName": "http"} for g in found]
        redirect = {"scheme": "https", "statusCode": 301}
        yield manifest(
            ROUTES,
            "redirects",
            f"{GROUP}/v1",
            "HTTPRoute",
            "https-redirect",
            namespace=namespace,
            annotations=hidden(ctx),
            spec={
                "parentRefs": parent_refs,
                "rules": [{"filters": [{"type": "RequestRedirect", "requestRedirect": redirect}]}],
            },
            about=tuple(found),
        )


def routes(ctx: Context, settings: Settings, listeners: Listeners, found: tuple[Published, ...]) -> Iterator[Manifest]:
    """Each route; then a grant for each namespace that it reaches into."""
    for item in found:
        route = item.route
        yield manifest(
            item.unit,
            FILES[route.kind] if item.unit == ROUTES else "routes",
            api_version(route.kind, settings.version, settings.channel) or f"{GROUP}/v1",
            route.kind,
            route.name,
            namespace=route.namespace,
            labels=sorted_keys(route.labels),
            annotations=sorted_keys({**of_route(ctx, route), **route.annotations}),
            spec=_spec(ctx, settings, listeners, route),
            about=(item.about,),
        )
        yield from _grants(settings, item)


def _spec(ctx: Context, settings: Settings, listeners: Listeners, route: Route) -> Json:
    hosts = [ctx.host(host) for host in route.hosts] if route.kind in WITH_HOSTS else []
    return pruned(
        {"parentRefs": parents(ctx, settings, listeners, route), "hostnames": hosts or None, "rules": _rules(route)}
    )


def _rules(route: Route) -> list[Json]:
    if route.rules or route.backend is None:
        return [sorted_keys(rule) for rule in route.rules]
    rule: Json = {}
    if route.kind == "HTTPRoute":
        rule["matches"] = [{"path": {"type": "PathPrefix", "value": path}} for path in route.paths]
    rule["backendRefs"] = [_backend(route, route.backend)]
    if route.timeout is not None:
        rule["timeouts"] = {"request": route.timeout}
    return [rule]


def _backend(route: Route, backend: Backend) -> Json:
    elsewhere = backend.namespace if backend.namespace not in (None, route.namespace) else None
    return pruned({"name": backend.service or route.name, "namespace": elsewhere, "port": backend.port})


def _grants(settings: Settings, item: Published) -> Iterator[Manifest]:
    route = item.route
    seen: set[tuple[str, str]] = set()
    for rule in _rules(route):
        for reference in references(rule):
            namespace, name = str(reference.get("namespace") or route.namespace), str(reference.get("name"))
            foreign = reference.get("kind", "Service") != "Service" or reference.get("group", "") != ""
            if foreign or namespace == route.namespace or (namespace, name) in seen:
                continue
            seen.add((namespace, name))
            label = route.name if len(seen) == 1 else f"{route.name}-{len(seen)}"
            source = (route.kind, str(route.namespace))
            yield grant(settings, item.unit, label, namespace, source, ("Service", name), (item.about,))


def references(rule: Json) -> Iterator[dict[str, Any]]:
    """Every backend of a rule, those of mirrors included. Rules are written as upstream has them: the schema judges them later."""
    yield from _objects(rule.get("backendRefs"))
    for one in _objects(rule.get("filters")):
        for mirror in _objects([one.get("requestMirror")]):
            yield from _objects([mirror.get("backendRef")])


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())
