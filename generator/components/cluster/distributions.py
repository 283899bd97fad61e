"""What each distribution decides unless somebody says otherwise."""

from __future__ import annotations

from msgspec import Struct


class Distribution(Struct, frozen=True, kw_only=True):
    """Facts of one Kubernetes distribution."""

    api: tuple[str, ...]
    """Where agents and servers alike reach the API without Services: IPv4, then IPv6. () where nothing listens locally."""
    api_port: int
    pods: dict[int, str]
    """Pod network that it uses when none is configured, by family of a cluster of one family."""
    services: dict[int, str]
    selector: dict[str, str]
    """Labels of the API server's static pods; {} where it is no pod."""


DISTRIBUTIONS = {
    # Local API endpoint, default networks: rancher/rke2-docs reference/server_config.md; IPv6-only defaults:
    # k3s pkg/daemons/control (`defaultServiceCIDR`), which RKE2 builds upon.
    "rke2": Distribution(
        api=("127.0.0.1", "::1"),
        api_port=6443,
        pods={4: "10.42.0.0/16", 6: "fd00:42::/56"},
        services={4: "10.43.0.0/16", 6: "fd00:43::/112"},
        selector={"component": "kube-apiserver", "tier": "control-plane"},
    ),
    # The client load balancer of k3s listens on 6444 of every node; its API server is part of one process.
    "k3s": Distribution(
        api=("127.0.0.1", "::1"),
        api_port=6444,
        pods={4: "10.42.0.0/16", 6: "fd00:42::/56"},
        services={4: "10.43.0.0/16", 6: "fd00:43::/112"},
        selector={},
    ),
    # KubePrism on every node: siderolabs/docs, KubePrism. `localhost` follows the family of the node.
    "talos": Distribution(
        api=("localhost", "localhost"),
        api_port=7445,
        pods={4: "10.244.0.0/16"},
        services={4: "10.96.0.0/12"},
        selector={"k8s-app": "kube-apiserver", "tier": "control-plane"},
    ),
    # kubeadm configures no pod network and nothing local in front of the API server.
    "kubeadm": Distribution(
        api=(),
        api_port=6443,
        pods={},
        services={4: "10.96.0.0/12"},
        selector={"component": "kube-apiserver", "tier": "control-plane"},
    ),
}
