"""What shows on a running cluster that gateways work."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.gateway_api.published import ROUTES
from generator.components.gateway_api.settings import Settings
from generator.core.context import Context
from generator.core.offer import Probe


def probes(ctx: Context, settings: Settings) -> Iterator[Probe]:
    """Each gateway is programmed at its addresses; each published host resolves to where its gateway is."""
    for gateway in settings.gateways:
        yield Probe(
            name=f"gateway-{gateway.namespace}-{gateway.name}",
            kind="gateway",
            facts={
                "namespace": str(gateway.namespace),
                "name": str(gateway.name),
                "addresses": [str(address) for address in gateway.addresses],
            },
            about=(gateway,),
        )
    for route in settings.routes:
        first = settings.gateway(route.gateways[0]) if route.gateways else None
        if first is None or route.dns == "none" or route.kind not in ("HTTPRoute", "GRPCRoute"):
            continue
        target = [str(ctx.host(first.dns.name))] if first.dns else [str(a) for a in first.addresses]
        for host in route.hosts:
            if not host.startswith("*."):
                yield Probe(
                    name=f"host-{ctx.host(host)}",
                    kind="host",
                    facts={"host": str(ctx.host(host)), "target": target, "unit": ROUTES},
                    about=(route,),
                )
