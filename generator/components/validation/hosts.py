"""Where a published name may lead: to any of its gateways, for each view of DNS knows another."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.gateway_api import Gateway, Route
from generator.core.context import Context
from generator.core.offer import Probe


def aimed(ctx: Context, probe: Probe) -> Probe:
    """A probe of kind `host` with the targets of all its gateways; one that may lead anywhere stays so."""
    section, route = ctx.get(GATEWAY_API), probe.about[0] if probe.about else None
    if section is None or not isinstance(route, Route) or not probe.facts["target"]:
        return probe
    gateways = [gateway for name in route.gateways if (gateway := section.gateway(name)) is not None]
    targets = (*probe.facts["target"], *(target for gateway in gateways for target in _targets(ctx, gateway)))
    return replace(probe, facts={**probe.facts, "target": tuple(dict.fromkeys(targets))})


def _targets(ctx: Context, gateway: Gateway) -> Iterator[str]:
    if gateway.dns is not None:
        yield str(ctx.host(gateway.dns.name))
    yield from map(str, gateway.addresses)
