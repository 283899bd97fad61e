"""What RKE2's own chart of Cilium makes of our values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.cilium import Settings as Cilium
from generator.components.cilium import bootstrap, release_values
from generator.components.rke2.distribution import SHIPS_GATEWAY_API, release
from generator.core.context import Context
from generator.core.diagnostics import ERROR, UNCHECKED, WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.values import at

if TYPE_CHECKING:
    from generator.core.charts.finding import Finding

CHART = "rke2-cilium"


def _bundled(ctx: Context) -> Cilium | None:
    """Cilium's settings, when RKE2 installs it."""
    cilium = ctx.get(CILIUM)
    return cilium if cilium is not None and cilium.owner == "rke2" else None


def _findings(ctx: Context, severity: str) -> Iterator[Problem]:
    cilium = _bundled(ctx)
    if cilium is None:
        return
    from generator.core.charts.check import check_values  # only RKE2's own chart is judged before admission

    for finding in check_values(CHART, cilium.version.bare, release_values(ctx, cilium)):
        if finding.severity == severity:
            yield Problem(cilium, _place(cilium, finding), finding.message, hint=finding.hint)


def _place(cilium: Cilium, finding: Finding) -> tuple[str | int, ...]:
    """The user's own value, when it is one."""
    path = tuple(finding.path)
    written = at(cilium.values, [str(key) for key in path]) is not None
    return ("values", *path) if written else ("owner",)


@check("rke2/bundled-chart-refuses")
def bundled_chart_refuses(ctx: Context, _settings: None) -> Iterator[Problem]:
    """The chart that RKE2 bundles does not know a value, or refuses it.

    `cilium.owner: rke2` writes the values into a HelmChartConfig for `rke2-cilium`, a patched chart: what it does not
    know does nothing, and what it refuses leaves the cluster without network (rancher/rke2-charts, values.yaml).
    """
    yield from _findings(ctx, ERROR)


@check("rke2/bundled-chart-unknown", UNCHECKED)
def bundled_chart_unknown(ctx: Context, _settings: None) -> Iterator[Problem]:
    """No facts are held of the chart that RKE2 bundles for this minor of Cilium, so its values are not judged."""
    cilium = _bundled(ctx)
    if cilium is None:
        return
    from generator.core.charts.shelf import held  # as above

    if not held(CHART, cilium.version.bare):
        yield Problem(cilium, "version", f"the values of RKE2's chart of Cilium {cilium.version.minor} are not checked")


@check("rke2/gateway-api-before-crds", WARNING)
def gateway_api_before_crds(ctx: Context, _settings: None) -> Iterator[Problem]:
    """RKE2 starts Cilium with Gateway API on, before Flux has brought the CRDs.

    Cilium's operator looks for them once, at its start, and leaves its Gateway controller off without them (Cilium,
    operator/pkg/gateway-api/cell.go). With `owner: flux` the value is withheld until the CRDs are there.
    """
    cilium = _bundled(ctx)
    if cilium is None or release(ctx.cluster.kubernetes) >= SHIPS_GATEWAY_API:
        return
    for path in _withheld(ctx, cilium, "gatewayAPI"):
        yield Problem(
            cilium,
            "owner",
            f"RKE2 installs Cilium with `{path}` before its CRDs exist",
            hint="restart cilium-operator once Flux has installed the CRDs, use RKE2 1.37, or let Flux own Cilium",
        )


@check("rke2/secrets-namespace-missing", WARNING)
def secrets_namespace_missing(ctx: Context, _settings: None) -> Iterator[Problem]:
    """RKE2 starts Cilium with a namespace of BGP passwords that nobody has made by then.

    The chart puts a Role into it (templates/cilium-agent/role.yaml): Helm fails on a new cluster, which has no network
    then. With `owner: flux` the namespace is made before the release, and the first installation does without it.
    """
    cilium = _bundled(ctx)
    for path in _withheld(ctx, cilium, "bgpControlPlane") if cilium is not None else ():
        bgp = ctx.section("bgp")
        yield Problem(
            bgp,
            "secretsNamespace",
            f"RKE2 installs Cilium with `{path}: {bgp.secrets_namespace}` before that namespace exists",
            hint="keep the passwords in kube-system, let Flux own Cilium, or let the chart make the namespace: "
            "`bgpControlPlane.secretsNamespace.create: true` in `cilium.values`",
            others=(Other(cilium, "owner", "RKE2 is asked for here"),),
        )


def _withheld(ctx: Context, cilium: Cilium, section: str) -> Iterator[str]:
    """Values below this key that a bootstrap of ours would leave out, and RKE2's own chart gets at once."""
    return (one.path for one in bootstrap(ctx, cilium).withheld if one.path.startswith(f"{section}."))
