"""Patches for `talosctl gen config` in both forms of the machine configuration, and Cilium's values before Flux."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.talos import documents, v1alpha1
from generator.core.artifact import Artifact, Data
from generator.core.context import Context

HOME = "infra/talos"


def emit(ctx: Context, _settings: None) -> Iterator[Artifact]:
    """`machines` is for all, `controlplane` for servers, `nodes/` for one each; the version of Talos decides the folder."""
    cilium = ctx.get(CILIUM)
    if cilium is None or not ctx.nodes:
        return
    proxy = not cilium.kube_proxy_replacement
    yield Data(path=f"{HOME}/v1alpha1/machines.yaml", document=v1alpha1.machines(ctx), about=(ctx.cluster,))
    control = v1alpha1.control_plane(ctx, proxy=proxy)
    yield Data(path=f"{HOME}/v1alpha1/controlplane.yaml", document=control, about=(ctx.cluster,))
    every = documents.machines(ctx)
    yield Data(path=f"{HOME}/documents/machines.yaml", document=every, many=True, about=(ctx.cluster,))
    servers = documents.control_plane(ctx, proxy=proxy)
    yield Data(path=f"{HOME}/documents/controlplane.yaml", document=servers, many=True, about=(ctx.cluster,))
    for node in ctx.nodes:
        yield Data(path=f"{HOME}/v1alpha1/nodes/{node.name}.yaml", document=v1alpha1.machine(node), about=(node,))
        own = documents.machine(node)
        yield Data(path=f"{HOME}/documents/nodes/{node.name}.yaml", document=own, many=True, about=(node,))
