"""What a valid-looking `hubble:` section can still get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.hubble.settings import Settings
from generator.components.monitoring import exported
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.suggest import did_you_mean

CONTEXTS = (
    "sourceContext", "sourceEgressContext", "sourceIngressContext", "destinationContext", "destinationEgressContext",
    "destinationIngressContext",
)  # fmt: skip
"""Options of every metric that take kinds of context."""
LABELS = "labelsContext"
UNDOCUMENTED: dict[str, list[str]] = {"policy": []}
"""Metrics that agents have and the page does not list, with their options (pkg/hubble/metrics/policy, Cilium 1.18 and later)."""


@check("hubble/unknown-metric")
def unknown_metric(ctx: Context, hubble: Settings) -> Iterator[Problem]:
    """A metric, or an option of one, that this minor of Cilium does not have.

    The agent logs a warning and goes on without the metric (pkg/hubble/metrics/api/registry.go, Cilium 1.20): dashboards
    and alerts stay empty. The closed lists are those of Documentation/observability/metrics.rst of each minor.
    """
    known = _facts(ctx) if ctx.written("hubble.metrics") else None
    if known is None:
        return
    minor = known["source"]["version"]
    names = known["hubble"] | UNDOCUMENTED
    for index, metric in enumerate(hubble.metrics):
        name, _, options = metric.partition(":")
        if name not in names:
            yield Problem(
                hubble,
                ("metrics", index),
                f"Hubble of Cilium {minor} has no metric {name!r}",
                hint=did_you_mean(name, names),
            )
            continue
        for wrong, candidates in _wrong(name, options, known):
            yield Problem(
                hubble,
                ("metrics", index),
                f"metric {name!r} has no option {wrong!r} in Cilium {minor}",
                hint=did_you_mean(wrong, candidates),
            )


def _wrong(name: str, options: str, known: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    own = (known["hubble"] | UNDOCUMENTED)[name]
    for option in filter(None, options.split(";")):
        key, _, value = option.partition("=")
        if key in CONTEXTS:
            yield from ((one, known["contexts"]) for one in value.split("|") if one not in known["contexts"])
        elif key == LABELS:
            yield from ((one, known["labels"]) for one in value.split(",") if one not in known["labels"])
        elif key not in own:
            yield key, [*own, *CONTEXTS, LABELS]


def _facts(ctx: Context) -> dict[str, Any] | None:
    cilium = ctx.get(CILIUM)
    return exported("cilium", cilium.version.minor) if cilium is not None else None


@check("hubble/two-http-metrics")
def two_http_metrics(_ctx: Context, hubble: Settings) -> Iterator[Problem]:
    """`http` and `httpV2` export the same metric with different labels.

    They cannot be on together (Documentation/observability/metrics.rst, httpV2): the agent fails to register the second.
    """
    plain = [metric.partition(":")[0] for metric in hubble.metrics]
    if "http" in plain and "httpV2" in plain:
        first, second = sorted((plain.index("http"), plain.index("httpV2")))
        yield Problem(
            hubble,
            ("metrics", second),
            "metrics `http` and `httpV2` exclude one another",
            hint="keep `httpV2`",
            others=(Other(hubble, ("metrics", first), "the other is here"),),
        )


@check("hubble/exemplars-without-openmetrics")
def exemplars_without_openmetrics(_ctx: Context, hubble: Settings) -> Iterator[Problem]:
    """Exemplars only exist in the OpenMetrics format (Documentation/observability/metrics.rst, httpV2).

    Without `openMetrics` the agent serves the classic format, and no trace identifier ever reaches Prometheus.
    """
    for index, metric in enumerate(hubble.metrics):
        if "exemplars=true" in metric.partition(":")[2].split(";") and not hubble.open_metrics:
            yield Problem(
                hubble,
                ("metrics", index),
                "`exemplars` has no effect: metrics are not served as OpenMetrics",
                hint="set `openMetrics: true`, or drop the option",
            )


@check("hubble/openmetrics-of-nothing", WARNING)
def openmetrics_of_nothing(_ctx: Context, hubble: Settings) -> Iterator[Problem]:
    """`openMetrics` says how metrics are served, and Hubble makes none.

    Without a list there are the usual metrics only if `monitoring` reads them, and otherwise none.
    """
    if hubble.open_metrics and not hubble.metrics:
        yield Problem(
            hubble,
            "openMetrics",
            "`openMetrics` has no effect: Hubble makes no metrics",
            hint="list `metrics`, or remove it",
        )


@check("hubble/certmanager-at-bootstrap")
def certmanager_at_bootstrap(_ctx: Context, hubble: Settings) -> Iterator[Problem]:
    """Certificates of Hubble would come from cert-manager, which needs the network that Cilium is about to bring.

    On an empty cluster neither comes up: cert-manager's pods wait for the CNI (chart `hubble.tls.auto.method`, and its
    `certManagerIssuerRef` must name an issuer that exists before Cilium does).
    """
    if hubble.tls == "certmanager":
        yield Problem(
            hubble,
            "tls",
            "`certmanager` cannot work on an empty cluster: cert-manager needs the network first",
            hint="use `cronJob`, which renews by itself",
        )


@check("hubble/authority-by-helm", WARNING)
def authority_by_helm(ctx: Context, hubble: Settings) -> Iterator[Problem]:
    """Helm makes Hubble's certificates in a cluster of a mesh, and with them the Secret `cilium-ca` itself.

    The clusters of a mesh share that Secret, so it is there first, and Helm installs nothing over an object that it does
    not own (templates/cilium-ca-secret.yaml; helm, pkg/action/validate.go). Only a Secret with Helm's label and annotations,
    such as one copied from a cluster where Helm made it, is taken over.
    """
    cilium = ctx.get(CILIUM)
    if hubble.tls == "helm" and cilium is not None and cilium.cluster_mesh is not None:
        yield Problem(
            hubble,
            "tls",
            "Helm would bring Secret cilium-ca, which the clusters of the mesh share, and refuses one that is there",
            hint="use `cronJob`, which signs with the one that is there",
        )


@check("hubble/page-without-relay")
def page_without_relay(_ctx: Context, hubble: Settings) -> Iterator[Problem]:
    """The page shows what the relay collects; the chart refuses to render it without (templates/validate.yaml)."""
    if hubble.ui is not None and not hubble.relay:
        yield Problem(hubble, "relay", "`ui` needs the relay", hint="remove `relay: false`")


@check("hubble/route-without-gateways")
def route_without_gateways(ctx: Context, hubble: Settings) -> Iterator[Problem]:
    """The page has a host, but the inventory has no `gateway-api` section to publish it: no route is made."""
    if hubble.ui is not None and hubble.ui.host is not None and not ctx.has("gateway_api"):
        yield Problem(
            hubble.ui,
            "host",
            f"nothing publishes {hubble.ui.host}: there is no `gateway-api` section",
            hint="add gateways, or remove `host` and use `cilium hubble ui`",
        )


@check("hubble/gateways-without-host")
def gateways_without_host(_ctx: Context, hubble: Settings) -> Iterator[Problem]:
    """Gateways or annotations of a route that is never made, because the page has no host to be published at."""
    ui = hubble.ui
    if ui is not None and ui.host is None and (ui.gateways or ui.annotations):
        field = "gateways" if ui.gateways else "annotations"
        yield Problem(ui, field, f"`{field}` has no effect without `host`", hint="add `host`, or remove it")
