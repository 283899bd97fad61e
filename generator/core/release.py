"""A Helm release that Flux keeps: its source and its HelmRelease.

Shapes seen to work with Flux 2.9: OCIRepository with `chartRef` for OCI sources, HelmRepository with `chart.spec` for
HTTPS ones. `RetryOnFailure` never uninstalls between retries (helm-controller 1.6, docs/spec/v2/helmreleases.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct, field

from generator.core.artifact import Json, Manifest, manifest, pruned
from generator.core.context import Context
from generator.core.inventory import ChartSource
from generator.core.model import Annotated, Section, doc
from generator.core.offer import Offer
from generator.core.scalar import Duration, Name, Version

SOURCE_API = "source.toolkit.fluxcd.io/v1"
RELEASE_API = "helm.toolkit.fluxcd.io/v2"
PRUNE_DISABLED: Json = {"kustomize.toolkit.fluxcd.io/prune": "disabled"}
CHART_LAYER: Json = {"mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "operation": "copy"}


class Verify(Section, frozen=True):
    """Who must have signed the chart (cosign, keyless)."""

    issuer: Annotated[str | None, doc("OIDC issuer, a regular expression; left out: upstream's.")] = None
    subject: Annotated[str | None, doc("OIDC subject, a regular expression; left out: upstream's.")] = None


class Chart(Section, frozen=True):
    """Where a chart comes from and how its release is handled."""

    source: Annotated[ChartSource | None, doc("`oci://…/chart` or `https://…`; left out: upstream's.")] = None
    digest: Annotated[str | None, doc("`sha256:…` of the OCI artifact.")] = None
    verify: Annotated[
        Verify | None, doc("Check the signature of the OCI artifact; `{}` means upstream's identity.")
    ] = None
    interval: Annotated[Duration | None, doc("How often it is reconciled; left out: `charts.interval`.")] = None
    timeout: Annotated[Duration, doc("How long one Helm action may take.")] = Duration("10m")
    retry_interval: Annotated[Duration, doc("How soon a failed action is tried again.")] = Duration("1m")
    drift_detection: Annotated[
        Literal["disabled", "warn", "enabled"], doc("What Flux does about changes made by hand in the cluster.")
    ] = "disabled"


class NamedChart(Chart, frozen=True):
    """A chart whose release may be called otherwise: for adopting one that exists."""

    release_name: Annotated[Name | None, doc("Name of the Helm release; left out: upstream's usual.")] = None
    namespace: Annotated[Name | None, doc("Namespace of the release; left out: upstream's usual.")] = None


class ChartOrigin(Offer, frozen=True, kw_only=True):
    """Where a chart that Flux installs comes from."""

    chart: Chart
    """What is written about it."""
    address: str
    """The one in force: `oci://…/cilium`, or a Helm repository."""


class Release(Struct, frozen=True, kw_only=True):
    """All that a release needs, whichever component it belongs to."""

    unit: str
    name: str
    namespace: str
    chart_name: str
    default_source: str
    """Upstream's address: `oci://quay.io/cilium/charts/cilium`, or an HTTPS repository."""
    version: Version
    tag_has_v: bool = False
    """Whether upstream's chart versions start with `v`."""
    identity: tuple[str, str] | None = None
    """Upstream's cosign (issuer, subject), for `verify: {}`."""
    chart: Chart = field(default_factory=Chart)
    values: Json
    keep: bool = False
    """Never pruned: removing the file must not uninstall it."""
    waits: bool = True
    """Whether an action of Helm ends only once everything runs."""
    about: tuple[object, ...] = ()

    def source(self, ctx: Context) -> str:
        return address(ctx, self.chart, self.chart_name, self.default_source)

    @property
    def tag(self) -> str:
        return self.version.tagged if self.tag_has_v else self.version.bare


def address(ctx: Context, chart: Chart, name: str, upstream: str) -> str:
    """Where a chart comes from: its own source, the mirror, or upstream's."""
    if chart.source:
        return chart.source
    if ctx.charts.mirror and upstream.startswith("oci://"):
        return f"{ctx.charts.mirror.rstrip('/')}/{name}"
    return upstream


def origin(ctx: Context, chart: Chart, name: str, upstream: str) -> ChartOrigin:
    """The offer that says so."""
    return ChartOrigin(chart=chart, address=address(ctx, chart, name, upstream), about=(chart,))


def release(ctx: Context, wanted: Release, flux_namespace: str) -> Iterator[Manifest]:
    """The source beside its HelmRelease, both in Flux's namespace."""
    address = wanted.source(ctx)
    interval = str(wanted.chart.interval or ctx.charts.interval)
    annotations = dict(PRUNE_DISABLED) if wanted.keep else None
    oci = address.startswith("oci://")
    yield manifest(
        wanted.unit,
        "source",
        SOURCE_API,
        "OCIRepository" if oci else "HelmRepository",
        wanted.name,
        namespace=flux_namespace,
        annotations=annotations,
        about=wanted.about,
        spec=_oci(wanted, address, interval) if oci else {"interval": interval, "url": address},
    )
    yield manifest(
        wanted.unit,
        "helmrelease",
        RELEASE_API,
        "HelmRelease",
        wanted.name,
        namespace=flux_namespace,
        annotations=annotations,
        about=wanted.about,
        spec=_spec(wanted, interval, oci=oci),
    )


def _oci(wanted: Release, address: str, interval: str) -> Json:
    spec: Json = {
        "interval": interval,
        "url": address,
        "layerSelector": CHART_LAYER,
        "ref": pruned({"tag": wanted.tag, "digest": wanted.chart.digest}),
    }
    if wanted.chart.verify is not None:
        issuer, subject = wanted.identity or ("", "")
        identity = {"issuer": wanted.chart.verify.issuer or issuer, "subject": wanted.chart.verify.subject or subject}
        spec["verify"] = {"provider": "cosign", "matchOIDCIdentity": [identity]}
    return spec


def _spec(wanted: Release, interval: str, *, oci: bool) -> Json:
    strategy = {"name": "RetryOnFailure", "retryInterval": str(wanted.chart.retry_interval)}
    action = pruned({"crds": "CreateReplace", "disableWait": None if wanted.waits else True, "strategy": strategy})
    spec: Json = {"interval": interval, "timeout": str(wanted.chart.timeout)}
    if oci:
        spec["chartRef"] = {"kind": "OCIRepository", "name": wanted.name}
    else:
        source = {"kind": "HelmRepository", "name": wanted.name}
        spec["chart"] = {"spec": {"chart": wanted.chart_name, "version": wanted.tag, "sourceRef": source}}
    spec |= {
        "releaseName": wanted.name,
        "targetNamespace": wanted.namespace,
        "storageNamespace": wanted.namespace,
        "install": action,
        "upgrade": action,
    }
    if wanted.chart.drift_detection != "disabled":
        spec["driftDetection"] = {"mode": wanted.chart.drift_detection}
    spec["values"] = wanted.values
    return spec
