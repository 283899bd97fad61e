"""What monitoring asks of others, and what it shows of Cilium itself."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.monitoring import alerts, dashboards
from generator.components.monitoring.settings import Settings
from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.offer import ChartValue, Given, Metric, Offer, Port, Unit, Upstream

RULES = "monitoring/rules"
CRDS = "monitoring/crds"
REPOSITORY = "https://github.com/prometheus-operator/prometheus-operator"
FOLDER = "example/prometheus-operator-crd"
GROUP = "monitoring.coreos.com"
KINDS = tuple(
    f"{name}.{GROUP}"
    for name in (
        "Alertmanager",
        "AlertmanagerConfig",
        "PodMonitor",
        "Probe",
        "Prometheus",
        "PrometheusAgent",
        "PrometheusRule",
        "ScrapeConfig",
        "ServiceMonitor",
        "ThanosRuler",
    )
)
"""CRDs in that folder (prometheus-operator 0.93.0)."""
_ENDPOINTS = (
    ("cilium-agent", {"k8s-app": "cilium"}, "metrics", "9962"),
    ("cilium-operator", {"io.cilium/app": "operator"}, "metrics", "9963"),
    ("cilium-envoy", {"k8s-app": "cilium-envoy"}, "envoy-metrics", "9964"),
)
"""(name, labels of the Service, its port, container port): chart 1.18 to 1.20, templates/*/service.yaml."""
_EMBEDDED = ("cilium-envoy", {"k8s-app": "cilium"}, "envoy-metrics", "9964")
"""Envoy inside the agent: a port of the agent's Service."""


def offer(ctx: Context, settings: Settings) -> Iterator[Offer]:
    """CRDs, chart values, endpoints, alerts and dashboards."""
    yield from _crds(settings)
    yield Unit(path=RULES, about=(settings,))
    if settings.service_monitors:
        yield from _metrics(ctx, settings)
    yield from alerts.CILIUM
    yield dashboards.CILIUM
    if ctx.has("bgp"):
        yield dashboards.BGP
    if ctx.has("pools"):
        yield from alerts.POOLS


def _crds(settings: Settings) -> Iterator[Offer]:
    if settings.version is not None:
        yield Upstream(project="prometheus-operator", version=settings.version.bare, about=(settings,))
    if settings.crds == "existing" or settings.version is None:
        yield Given(kinds=(f"*.{GROUP}",), why="`monitoring.crds: existing`", about=(settings,))
        return
    source: Json = {
        "url": REPOSITORY,
        "ref": {"tag": settings.version.tagged},
        "path": f"./{FOLDER}",
        "ignore": f"/*\n!/{FOLDER}\n",
    }
    yield Unit(path=CRDS, source=source, brings=KINDS, wait=True, prune=False, about=(settings,))


def _metrics(ctx: Context, settings: Settings) -> Iterator[Offer]:
    """The chart's switches for monitors stay off: with them the network would need Prometheus' CRDs first."""
    cilium = ctx.get(CILIUM)
    embedded = cilium is not None and cilium.envoy == "embedded"
    said = ("monitoring.serviceMonitors",)
    for part in ("prometheus", "operator.prometheus"):
        yield ChartValue(release="cilium", path=f"{part}.enabled", value=True, fields=said, about=(settings,))
        yield ChartValue(release="cilium", path=f"{part}.metricsService", value=True, fields=said, about=(settings,))
    yield ChartValue(release="cilium", path="envoy.prometheus.enabled", value=True, fields=said, about=(settings,))
    for name, labels, port, target in (*_ENDPOINTS[:2], _EMBEDDED if embedded else _ENDPOINTS[2]):
        yield Metric(
            name=name,
            namespace=cilium.namespace if cilium else "kube-system",
            labels=dict(labels),
            port=port,
            target=target,
            host=True,
            about=(settings,),
        )
        yield Port(port=f"{target}/tcp", sources="prometheus", why=f"metrics of {name}", about=(settings,))
