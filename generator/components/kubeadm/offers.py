"""What kubeadm's nodes need."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.context import Context
from generator.core.offer import Offer, Port


def offer(ctx: Context, _settings: None) -> Iterator[Offer]:
    """kubernetes/website, reference/networking/ports-and-protocols."""
    for port, sources, targets, why in (
        ("6443/tcp", "nodes", "servers", "Kubernetes API"),
        ("2379-2380/tcp", "servers", "servers", "etcd"),
        ("10250/tcp", "nodes", "nodes", "kubelet"),
        ("30000-32767/tcp", "clients", "nodes", "NodePort Services"),
        ("30000-32767/udp", "clients", "nodes", "NodePort Services"),
    ):
        yield Port(port=port, sources=sources, targets=targets, why=why, about=(ctx.cluster,))
