"""What Talos' machines need."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.context import Context
from generator.core.offer import Offer, Port


def offer(ctx: Context, _settings: None) -> Iterator[Offer]:
    """siderolabs/docs, learn-more/talos-network-connectivity."""
    for port, sources, targets, why in (
        ("6443/tcp", "nodes", "servers", "Kubernetes API"),
        ("2379-2380/tcp", "servers", "servers", "etcd"),
        ("10250/tcp", "nodes", "nodes", "kubelet"),
        ("50000/tcp", "clients", "nodes", "apid"),
        ("50001/tcp", "nodes", "servers", "trustd"),
    ):
        yield Port(port=port, sources=sources, targets=targets, why=why, about=(ctx.cluster,))
