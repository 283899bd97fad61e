"""Routers: the far end of every BGP session, as configuration of the router's own system."""

from generator.components.routers import claims
from generator.components.routers.checks import CHECKS
from generator.components.routers.device import Device, devices
from generator.components.routers.emit import emit
from generator.core.claiming import claims_of
from generator.core.component import Component
from generator.core.context import Context


def active(ctx: Context) -> bool:
    """Whether some router names its system. Asked of every inventory, so `bgp` is not imported for it."""
    bgp = ctx.section("bgp")
    return bgp is not None and any(router.platform for router in bgp.routers)


COMPONENT = Component[None](
    name="routers",
    requires=("bgp",),
    emit=emit,
    checks=CHECKS,
    claims=claims_of(claims),
    active=active,
)

__all__ = ["COMPONENT", "Device", "devices"]
