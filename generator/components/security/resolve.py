"""What follows from the rest of the inventory."""

from __future__ import annotations

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.flux import COMPONENT as FLUX
from generator.components.monitoring import COMPONENT as MONITORING
from generator.components.security.settings import Settings
from generator.core.context import Context
from generator.core.derivation import derive
from generator.core.scalar import Name


@derive("exempt", "flux.namespace", "cilium.chart.namespace")
def exempt_what_mends(ctx: Context, _settings: Settings) -> tuple[Name, ...]:
    """The namespaces of the cluster's own parts, of Cilium and of Flux: through them a wrong deny is mended."""
    cilium, flux = ctx.get(CILIUM), ctx.get(FLUX)
    names = ["kube-system", *([cilium.namespace] if cilium else []), *([str(flux.namespace)] if flux else [])]
    return tuple(map(Name, dict.fromkeys(names)))


@derive("alerts", "monitoring")
def alerts_with_monitoring(ctx: Context, _settings: Settings) -> bool:
    """Alerts are written when `monitoring` is there and wants alerts."""
    monitoring = ctx.get(MONITORING)
    return monitoring is not None and monitoring.alerts
