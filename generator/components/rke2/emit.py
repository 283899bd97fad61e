"""`config.yaml` of every RKE2 node, and the manifests that servers apply at start."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.cilium import Settings as Cilium
from generator.components.cilium import release_values
from generator.components.k3s import API, NAMESPACE, critical, handover, joined
from generator.components.rke2.distribution import RKE2, without_ingress
from generator.core.artifact import Artifact, Data, Json
from generator.core.context import Context
from generator.core.inventory import Node
from generator.core.yaml import dump

BUNDLED = "rke2-cilium"
"""Name of the bundled chart, its release and its HelmChartConfig."""


def emit(ctx: Context, _settings: None) -> Iterator[Artifact]:
    """One file for each node; Cilium by our manifest, or by RKE2's chart with our values, which stand nowhere else."""
    cilium = ctx.get(CILIUM)
    if cilium is None:
        return
    for node in ctx.nodes:
        document = _server(ctx, cilium, node) if node.role == "server" else joined(ctx, RKE2, node)
        yield Data(path=f"infra/rke2/{node.name}/config.yaml", document=document, about=(node,))
    if cilium.owner == "rke2":
        yield Data(path=f"infra/rke2/manifests/{BUNDLED}-config.yaml", document=_values(ctx, cilium), about=(cilium,))
    yield from handover(ctx)


def _server(ctx: Context, cilium: Cilium, node: Node) -> Json:
    config: Json = {"cni": "cilium" if cilium.owner == "rke2" else "none", **without_ingress(ctx.cluster.kubernetes)}
    return {**config, **critical(ctx, cilium), **joined(ctx, RKE2, node)}


def _values(ctx: Context, cilium: Cilium) -> Json:
    """Merged over the chart that RKE2 bundles (RKE2 docs, helm, customizing packaged components)."""
    return {
        "apiVersion": API,
        "kind": "HelmChartConfig",
        "metadata": {"name": BUNDLED, "namespace": NAMESPACE},
        "spec": {"failurePolicy": "abort", "valuesContent": dump(release_values(ctx, cilium))},
    }
