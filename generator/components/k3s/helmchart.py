"""Cilium before Flux: a HelmChart that a server applies at its first start, and how Flux takes the release over.

helm-controller 0.17.7, pkg/controllers/chart/chart.go: `bootstrap` runs the job on the host's network of a server that
is not Ready yet; `failurePolicy: abort` never uninstalls; `unmanaged` stops it from putting the bootstrap back.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.cilium import Bootstrap, bootstrap, first_install
from generator.components.cilium import Settings as Cilium
from generator.core.artifact import Artifact, Data, Json, manifest, pruned
from generator.core.context import Context
from generator.core.graph import Graph
from generator.core.offer import Given, Offer, Unit
from generator.core.yaml import dump

API = "helm.cattle.io/v1"
NAMESPACE = "kube-system"
HANDOVER = "cilium/handover"
KINDS = ("HelmChart.helm.cattle.io", "HelmChartConfig.helm.cattle.io")
UNMANAGED = "helmcharts.helm.cattle.io/unmanaged"
SSA = "kustomize.toolkit.fluxcd.io/ssa"
PRUNE = "kustomize.toolkit.fluxcd.io/prune"


def offer(ctx: Context) -> Iterator[Offer]:
    """The unit that hands over exists only where nodes are listed: else nobody knows how Cilium came there."""
    if cilium := _handed_over(ctx):
        yield Given(kinds=KINDS, why=f"cluster.distribution: {ctx.cluster.distribution}", about=(ctx.cluster,))
        yield Unit(path=HANDOVER, about=(cilium,))


def emit(ctx: Context) -> Iterator[Artifact]:
    """The annotation that hands the release over."""
    if cilium := _handed_over(ctx):
        # Merge: the default mode of Flux removes the spec that the server wrote. Taking the file away must not take the
        # HelmChart away, for that uninstalls Cilium.
        annotations = {UNMANAGED: "true", PRUNE: "disabled", SSA: "Merge"}
        yield manifest(
            HANDOVER, "helm-charts", API, "HelmChart", bootstrap(ctx, cilium).name,
            namespace=NAMESPACE, annotations=annotations, about=(cilium,),
        )  # fmt: skip


def link(ctx: Context, _settings: None, graph: Graph) -> Iterator[Artifact]:
    """The manifest for the servers."""
    if cilium := _handed_over(ctx):
        document = chart(first_install(ctx, cilium, graph))
        yield Data(path=f"infra/{ctx.cluster.distribution}/manifests/cilium.yaml", document=document, about=(cilium,))


def _handed_over(ctx: Context) -> Cilium | None:
    """Cilium, where nodes install it and Flux takes it over."""
    cilium = ctx.get(CILIUM)
    return cilium if ctx.nodes and cilium is not None and cilium.owner == "flux" else None


def chart(wanted: Bootstrap) -> Json:
    """A HelmChart's name is the name of its release."""
    oci = wanted.source.startswith("oci://")
    spec = {
        "chart": wanted.source if oci else wanted.chart,
        "repo": None if oci else wanted.source,
        "version": wanted.version,
        "targetNamespace": wanted.namespace,
        "bootstrap": True,
        "failurePolicy": "abort",
        "valuesContent": dump(wanted.values),
    }
    return {
        "apiVersion": API,
        "kind": "HelmChart",
        "metadata": {"name": wanted.name, "namespace": NAMESPACE},
        "spec": pruned(spec),
    }


__all__ = ["API", "HANDOVER", "NAMESPACE", "chart", "emit", "link", "offer"]
