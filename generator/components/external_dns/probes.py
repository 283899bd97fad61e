"""What shows that records are there."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.external_dns.flags import filtered
from generator.components.external_dns.resolve import served_gateways
from generator.components.external_dns.settings import Instance, Settings
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.gateway_api import Gateway, Route
from generator.core.context import Context
from generator.core.offer import Probe


def probes(ctx: Context, settings: Settings) -> Iterator[Probe]:
    """Each host of a route resolves to where its gateway is, as far as an instance publishes it."""
    section = ctx.get(GATEWAY_API)
    for route in section.routes if section is not None else ():
        found = next(_publishers(ctx, settings, route), None)
        if found is None or route.dns == "none" or route.kind not in ("HTTPRoute", "GRPCRoute"):
            continue
        instance, gateway = found
        for host in route.hosts:
            name = str(ctx.host(host))
            if not name.startswith("*.") and "${" not in name:
                facts = {"host": name, "target": _target(ctx, route, instance, gateway)}
                yield Probe(name=f"host-{name}", kind="host", facts=facts, about=(route,))


def _publishers(ctx: Context, settings: Settings, route: Route) -> Iterator[tuple[Instance, Gateway]]:
    for instance in settings.instances:
        if instance.only is not None or filtered(settings, instance):
            continue
        for gateway in served_gateways(ctx, instance):
            if gateway.name in route.gateways:
                yield instance, gateway


def _target(ctx: Context, route: Route, instance: Instance, gateway: Gateway) -> list[str]:
    """Where the name leads; a proxy or a tunnel in front answers with addresses of its own: []."""
    proxied = instance.proxied if route.proxied is None else route.proxied
    if proxied or (gateway.dns is not None and gateway.dns.target is not None):
        return []
    return [str(ctx.host(gateway.dns.name))] if gateway.dns else [str(address) for address in gateway.addresses]
