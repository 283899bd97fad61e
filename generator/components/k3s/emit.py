"""`config.yaml` of every k3s node."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.cilium import Settings as Cilium
from generator.components.k3s import helmchart
from generator.components.k3s.config import critical, joined
from generator.components.k3s.distribution import K3S
from generator.components.nodes import first, servers
from generator.core.artifact import Artifact, Data, Json
from generator.core.context import Context
from generator.core.inventory import Node

BUNDLED = ("servicelb", "traefik")
"""What Cilium does instead (k3s-io/docs, networking services)."""


def emit(ctx: Context, _settings: None) -> Iterator[Artifact]:
    """One file for each node, and what hands Cilium over to Flux."""
    cilium = ctx.get(CILIUM)
    if cilium is None:
        return
    for node in ctx.nodes:
        document = _server(ctx, cilium, node) if node.role == "server" else joined(ctx, K3S, node)
        yield Data(path=f"infra/k3s/{node.name}/config.yaml", document=document, about=(node,))
    yield from helmchart.emit(ctx)


def _server(ctx: Context, cilium: Cilium, node: Node) -> Json:
    """`cluster-init` gives the first of several servers an etcd that the others join; one alone keeps SQLite."""
    config: Json = {"flannel-backend": "none", "disable-network-policy": True, "disable": list(BUNDLED)}
    if node is first(ctx) and len(servers(ctx)) > 1:
        config["cluster-init"] = True
    return {**config, **critical(ctx, cilium), **joined(ctx, K3S, node)}
