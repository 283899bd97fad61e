"""The one document of Talos up to 1.13 (siderolabs/docs, reference/configuration/v1alpha1/config)."""

from __future__ import annotations

from generator.components.nodes import api_names, kernel, node_parts, servers_carry_all
from generator.components.talos.distribution import KUBEPRISM
from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.inventory import Node


def machines(ctx: Context) -> Json:
    """All machines. Talos' kernel has what Cilium needs built in, so no modules are named."""
    networks = ctx.cluster.networks
    machine: Json = {"features": {"kubePrism": {"enabled": True, "port": KUBEPRISM}}}
    if networks.nodes:
        machine["kubelet"] = {"nodeIP": {"validSubnets": [network.canonical for network in networks.nodes]}}
    if sysctls := kernel(ctx).sysctls:
        machine["sysctls"] = sysctls
    return {
        "machine": machine,
        "cluster": {
            "network": {
                "dnsDomain": str(ctx.cluster.dns_domain),
                "podSubnets": [network.canonical for network in networks.pods],
                "serviceSubnets": [network.canonical for network in networks.services],
            }
        },
    }


def control_plane(ctx: Context, *, proxy: bool) -> Json:
    """Servers: no CNI of Talos' own, kube-proxy only where Cilium leaves Services to it."""
    cluster: Json = {"network": {"cni": {"name": "none"}}, "proxy": {"disabled": not proxy}}
    if servers_carry_all(ctx):
        cluster["allowSchedulingOnControlPlanes"] = True
    if names := api_names(ctx):
        cluster["apiServer"] = {"certSANs": list(names)}
    if parts := node_parts(ctx):
        cluster["controllerManager"] = {"extraArgs": parts}
    return {"cluster": cluster}


def machine(node: Node) -> Json:
    """One machine."""
    own: Json = {"network": {"hostname": str(node.name)}}
    if node.labels:
        own["nodeLabels"] = dict(sorted(node.labels.items()))
    if node.taints:
        own["nodeTaints"] = taints(node)
    return {"machine": own}


def taints(node: Node) -> dict[str, str]:
    """`key: value:effect`, as both forms write it; a taint without value is `key: :effect`."""
    found: dict[str, str] = {}
    for taint in node.taints:
        head, _, effect = taint.rpartition(":")
        key, _, value = head.partition("=")
        found[key] = f"{value}:{effect}"
    return found
