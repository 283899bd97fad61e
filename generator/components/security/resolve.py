"""What follows from the rest of the inventory."""

from __future__ import annotations

from generator.components.monitoring import COMPONENT as MONITORING
from generator.components.security.settings import Settings
from generator.core.context import Context
from generator.core.derivation import derive


@derive("alerts", "monitoring")
def alerts_with_monitoring(ctx: Context, _settings: Settings) -> bool:
    """Alerts are written when `monitoring` is there and wants alerts."""
    monitoring = ctx.get(MONITORING)
    return monitoring is not None and monitoring.alerts
