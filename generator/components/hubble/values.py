"""Chart values of Hubble. The chart's own monitors and dashboards stay off: ours stand in their own unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.hubble.settings import Export, Settings
from generator.components.monitoring import COMPONENT as MONITORING
from generator.core.context import Context
from generator.core.offer import ChartValue

Said = tuple[str, Any, tuple[str, ...] | None]
"""(path, value, fields of the inventory that say it)."""


def values(ctx: Context, hubble: Settings) -> Iterator[ChartValue]:
    """Everything about Hubble in the release of Cilium."""
    for path, value, fields in (*_parts(ctx, hubble), *_metrics(ctx, hubble), *_export(hubble.export)):
        yield ChartValue(release="cilium", path=f"hubble.{path}", value=value, fields=fields, about=(hubble,))


def _parts(ctx: Context, hubble: Settings) -> Iterator[Said]:
    yield "enabled", True, None
    yield "tls.auto.method", hubble.tls, ("hubble.tls",)
    if ctx.cluster.dns_domain != "cluster.local":
        yield "peerService.clusterDomain", str(ctx.cluster.dns_domain), ("cluster.dnsDomain",)
    yield "relay.enabled", hubble.relay, ("hubble.relay", "hubble.ui")
    if hubble.relay:
        yield "relay.rollOutPods", True, ()
    if hubble.ui is not None:
        yield "ui.enabled", True, None
        yield "ui.rollOutPods", True, ()


def _metrics(ctx: Context, hubble: Settings) -> Iterator[Said]:
    if not hubble.metrics:
        return
    yield "metrics.enabled", list(hubble.metrics), ("hubble.metrics",)
    if hubble.open_metrics:
        yield "metrics.enableOpenMetrics", True, ("hubble.openMetrics",)
    monitoring = ctx.get(MONITORING)
    if hubble.relay and monitoring is not None and monitoring.service_monitors:
        yield "relay.prometheus.enabled", True, ("monitoring.serviceMonitors",)


def _export(export: Export | None) -> Iterator[Said]:
    if export is None:
        return
    found: dict[str, Any] = {
        "enabled": True,
        "filePath": export.path,
        "fieldMask": list(export.fields),
        "allowList": list(export.allow),
        "denyList": list(export.deny),
        "fileMaxSizeMb": export.max_size,
        "fileMaxBackups": export.max_backups,
        "fileCompress": export.compress,
    }
    for path, value in found.items():
        if value != []:
            yield f"export.static.{path}", value, None
