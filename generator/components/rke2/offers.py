"""What RKE2 nodes need, and the unit that takes Cilium over."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.k3s import handover_offers
from generator.core.context import Context
from generator.core.offer import Offer, Port


def offer(ctx: Context, _settings: None) -> Iterator[Offer]:
    """Ports: rancher/rke2-docs, install/requirements, inbound network rules."""
    yield from handover_offers(ctx)
    for port, sources, targets, why in (
        ("6443/tcp", "nodes", "servers", "Kubernetes API"),
        ("9345/tcp", "nodes", "servers", "RKE2 supervisor"),
        ("2379-2381/tcp", "servers", "servers", "etcd"),
        ("10250/tcp", "nodes", "nodes", "kubelet"),
        ("30000-32767/tcp", "clients", "nodes", "NodePort Services"),
        ("30000-32767/udp", "clients", "nodes", "NodePort Services"),
    ):
        yield Port(port=port, sources=sources, targets=targets, why=why, about=(ctx.cluster,))
