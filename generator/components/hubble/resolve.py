"""What follows from the rest of the inventory."""

from __future__ import annotations

from generator.components.hubble.settings import Settings
from generator.components.monitoring import COMPONENT as MONITORING
from generator.core.context import Context
from generator.core.derivation import derive

USUAL = ("dns", "drop", "tcp", "flow", "icmp", "port-distribution")


@derive("relay", "hubble.ui")
def relay_with_the_page(_ctx: Context, hubble: Settings) -> bool:
    """The page reads flows from the relay, so it has one; without the page there is none."""
    return hubble.ui is not None


@derive("metrics", "monitoring.serviceMonitors")
def metrics_when_somebody_reads_them(ctx: Context, _hubble: Settings) -> tuple[str, ...]:
    """The usual six when `monitoring` reads them, otherwise none."""
    monitoring = ctx.get(MONITORING)
    return USUAL if monitoring is not None and monitoring.service_monitors else ()
