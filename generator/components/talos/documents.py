"""A document per concern, as Talos 1.14 has it (siderolabs/docs, talos/v1.14/reference/configuration)."""

from __future__ import annotations

from generator.components.nodes import CONTROL_PLANE, api_names, kernel, node_parts, servers_carry_all
from generator.components.talos.distribution import KUBEPRISM
from generator.components.talos.v1alpha1 import taints
from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.inventory import Node

API = "v1alpha1"


def _document(kind: str, **body: object) -> Json:
    return {"apiVersion": API, "kind": kind, **body}


def machines(ctx: Context) -> list[Json]:
    """All machines."""
    networks = ctx.cluster.networks
    found = [
        _document(
            "KubeNetworkConfig",
            dnsDomain=str(ctx.cluster.dns_domain),
            podSubnets=[network.canonical for network in networks.pods],
            serviceSubnets=[network.canonical for network in networks.services],
        ),
        _document("KubePrismConfig", port=KUBEPRISM),
    ]
    if networks.nodes:
        subnets = [network.canonical for network in networks.nodes]
        found.append(_document("KubeNodeConfig", nodeIP={"validSubnets": subnets}))
    if sysctls := kernel(ctx).sysctls:
        found.append(_document("SysctlConfig", params=sysctls))
    return found


def control_plane(ctx: Context, *, proxy: bool) -> list[Json]:
    """Servers: deleting Flannel's document is how 1.14 spells "no CNI"."""
    found = [{**_document("KubeFlannelCNIConfig"), "$patch": "delete"}]
    if not proxy:
        found.append(_document("KubeProxyConfig", enabled=False))
    if servers_carry_all(ctx):
        # `gen config` of 1.14 writes the taint out. That a patch takes it away like this is not verified: the guide of 1.14
        # still names the field of the older form (siderolabs/docs, workloads-on-controlplane).
        found.append(_document("KubeNodeConfig", taints={CONTROL_PLANE: {"$patch": "delete"}}))
    if names := api_names(ctx):
        found.append(_document("KubeAPIServerConfig", certExtraSANs=list(names)))
    if parts := node_parts(ctx):
        found.append(_document("KubeControllerManagerConfig", extraArgs=parts))
    return found


def machine(node: Node) -> list[Json]:
    """One machine."""
    found = [_document("HostnameConfig", hostname=str(node.name))]
    own: Json = {}
    if node.labels:
        own["labels"] = dict(sorted(node.labels.items()))
    if node.taints:
        own["taints"] = taints(node)
    if own:
        found.append(_document("KubeNodeConfig", **own))
    return found
