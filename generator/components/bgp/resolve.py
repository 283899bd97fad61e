"""What follows for each router."""

from __future__ import annotations

from generator.components.bgp.settings import Router, Settings
from generator.core.context import Context
from generator.core.derivation import derive
from generator.core.scalar import Duration
from generator.core.selector import Selector


@derive("routers[].localASN", "bgp.asn")
def local_asn(_ctx: Context, bgp: Settings, _router: Router) -> int:
    """The AS number of the cluster."""
    return bgp.asn


@derive("routers[].nodes", "bgp.nodes")
def nodes(_ctx: Context, bgp: Settings, _router: Router) -> Selector:
    """The nodes of the whole section."""
    return bgp.nodes


@derive("routers[].keepalive", "bgp.routers[].holdTime")
def keepalive(_ctx: Context, _bgp: Settings, router: Router) -> Duration | None:
    """A third of the hold time, in whole seconds (RFC 4271, 10); nothing when the hold time is upstream's."""
    if router.hold_time is None:
        return None
    return Duration(f"{max(1, router.hold_time.whole_seconds // 3)}s")
