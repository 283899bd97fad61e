"""`config.yaml` of a node, as far as k3s and RKE2 spell it alike.

Names: rancher/rke2-docs and k3s-io/docs, reference/server_config and agent_config.
"""

from __future__ import annotations

from generator.components.cilium import Settings as Cilium
from generator.components.k3s.distribution import Family
from generator.components.nodes import addresses, api_names, cluster_dns, first, node_parts, registration
from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.inventory import Node


def joined(ctx: Context, family: Family, node: Node) -> Json:
    """Who the node is and where it joins. The first server joins nobody."""
    config: Json = {"node-name": str(node.name), "node-ip": [str(a) for a in addresses(ctx, node)]}
    if node.labels:
        config["node-label"] = [f"{key}={value}" for key, value in sorted(node.labels.items())]
    if node.taints:
        config["node-taint"] = list(node.taints)
    if node is not first(ctx):
        config["server"] = f"https://{registration(ctx)}:{family.supervisor}"
    config["token-file"] = family.token
    return config


def critical(ctx: Context, cilium: Cilium) -> Json:
    """What must be equal on all servers, or new ones fail to join (RKE2 docs, critical configuration values)."""
    networks = ctx.cluster.networks
    config: Json = {
        "cluster-cidr": [network.canonical for network in networks.pods],
        "service-cidr": [network.canonical for network in networks.services],
        "cluster-dns": list(cluster_dns(ctx)),
        "cluster-domain": str(ctx.cluster.dns_domain),
    }
    if parts := node_parts(ctx):
        config["kube-controller-manager-arg"] = [f"{flag}={value}" for flag, value in parts.items()]
    if cilium.kube_proxy_replacement:
        config["disable-kube-proxy"] = True
    if names := api_names(ctx):
        config["tls-san"] = list(names)
    return config
