"""Monitors, alert rules and dashboards, each in the unit of what it is about."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.monitoring.panels import text
from generator.components.monitoring.settings import Dashboards, Settings
from generator.core.artifact import Json, Manifest, manifest, pruned
from generator.core.context import Context
from generator.core.offer import Alert, Dashboard, Metric

API = "monitoring.coreos.com/v1"


def emit(ctx: Context, settings: Settings) -> Iterator[Manifest]:
    """What components offer, as Prometheus' operator and Grafana's sidecar read it."""
    if settings.service_monitors:
        for metric in ctx.offers(Metric):
            yield _monitor(settings, metric)
    if settings.alerts:
        yield from _rules(ctx, settings)
    if settings.dashboards is not None:
        for dashboard in ctx.offers(Dashboard):
            yield _dashboard(settings, settings.dashboards, dashboard)


def _monitor(settings: Settings, metric: Metric) -> Manifest:
    kind, endpoints = ("PodMonitor", "podMetricsEndpoints") if metric.pods else ("ServiceMonitor", "endpoints")
    # A metric's own `namespace` and `pod` say what it is about; without this Prometheus would rename them.
    endpoint: Json = {"port": metric.port, "honorLabels": True}
    if metric.path != "/metrics":
        endpoint["path"] = metric.path
    if settings.interval is not None:
        endpoint["interval"] = str(settings.interval)
    if settings.node_label is not None:
        # No replacement: the default is the whole value, and `${1}` would be a variable of Flux.
        endpoint["relabelings"] = [
            {"sourceLabels": ["__meta_kubernetes_pod_node_name"], "targetLabel": settings.node_label}
        ]
    return manifest(
        metric.unit,
        "pod-monitors" if metric.pods else "service-monitors",
        API,
        kind,
        metric.name,
        namespace=metric.namespace,
        labels=dict(settings.labels),
        spec={
            "selector": {"matchLabels": dict(metric.labels)} if metric.labels else {},
            "namespaceSelector": {"matchNames": [str(metric.namespace)]},
            endpoints: [endpoint],
        },
        about=(*metric.about, settings),
    )


def _rules(ctx: Context, settings: Settings) -> Iterator[Manifest]:
    """One PrometheusRule per group of alerts."""
    groups: dict[tuple[str, str], list[Alert]] = {}
    for alert in ctx.offers(Alert):
        groups.setdefault((alert.unit, alert.group), []).append(alert)
    for (unit, group), alerts in groups.items():
        yield manifest(
            unit,
            "alerts",
            API,
            "PrometheusRule",
            group,
            namespace=settings.namespace,
            labels=dict(settings.labels),
            spec={"groups": [{"name": group, "rules": [_rule(alert) for alert in alerts]}]},
            about=(*alerts[0].about, settings),
        )


def _rule(alert: Alert) -> Json:
    return {
        "alert": alert.name,
        "expr": alert.expr,
        "for": alert.duration,
        "labels": {"severity": alert.severity},
        "annotations": {"summary": alert.summary},
    }


def _dashboard(settings: Settings, how: Dashboards, dashboard: Dashboard) -> Manifest:
    return manifest(
        dashboard.unit,
        "dashboards",
        "v1",
        "ConfigMap",
        f"dashboard-{dashboard.name}",
        namespace=settings.namespace,
        labels={how.label: how.value},
        annotations=pruned({"grafana_folder": how.folder}),
        data={f"{dashboard.name}.json": text(dashboard.document)},
        about=(how, settings),
    )
