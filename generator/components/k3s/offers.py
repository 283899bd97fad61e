"""What k3s nodes need, and the unit that takes Cilium over."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.k3s import helmchart
from generator.core.context import Context
from generator.core.offer import Offer, Port


def offer(ctx: Context, _settings: None) -> Iterator[Offer]:
    """Ports: k3s-io/docs, installation/requirements."""
    yield from helmchart.offer(ctx)
    yield Port(port="6443/tcp", sources="nodes", targets="servers", why="Kubernetes API and supervisor")
    yield Port(port="10250/tcp", sources="nodes", why="kubelet", about=(ctx.cluster,))
    for protocol in ("tcp", "udp"):
        yield Port(port=f"30000-32767/{protocol}", sources="clients", why="NodePort Services", about=(ctx.cluster,))
    if sum(node.role == "server" for node in ctx.nodes) > 1:
        yield Port(port="2379-2380/tcp", sources="servers", targets="servers", why="etcd")
