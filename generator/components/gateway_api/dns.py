"""Annotations that external-dns reads. `target` belongs on Gateways, everything else on routes (docs/sources/gateway-api.md)."""

from __future__ import annotations

from generator.components.gateway_api.routes import HTTP_KINDS, Route
from generator.components.gateway_api.settings import Gateway
from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.offer import AnnotationPrefix


def prefix(ctx: Context) -> str | None:
    """What annotations begin with; None: nobody publishes records here."""
    return next((offer.prefix for offer in ctx.offers(AnnotationPrefix)), None)


def hidden(ctx: Context) -> Json:
    """Annotations of a route that must have no records."""
    found = prefix(ctx)
    return {f"{found}controller": "none"} if found else {}


def of_gateway(ctx: Context, gateway: Gateway) -> Json:
    """Where the records of its routes point."""
    found = prefix(ctx)
    return {f"{found}target": str(ctx.host(gateway.dns.name))} if found and gateway.dns else {}


def of_service(ctx: Context, gateway: Gateway) -> Json:
    """What the gateway's own Service is called."""
    offer = next(iter(ctx.offers(AnnotationPrefix)), None)
    if offer is None or gateway.dns is None or gateway.name in offer.unnamed:
        return {}
    return {f"{offer.prefix}hostname": str(ctx.host(gateway.dns.name))}


def of_route(ctx: Context, route: Route) -> Json:
    """Whether and how a route is published. Kinds without `hostnames` say their hosts here."""
    found = prefix(ctx)
    if not found:
        return {}
    if route.dns == "none":
        return hidden(ctx)
    annotations: Json = {}
    if route.hosts and route.kind not in (*HTTP_KINDS, "TLSRoute"):
        annotations[f"{found}hostname"] = ",".join(ctx.host(host) for host in route.hosts)
    if route.proxied is not None:
        annotations[f"{found}cloudflare-proxied"] = "true" if route.proxied else "false"
    return annotations
