"""What `kubeadm init` and `kubeadm join` read, and Cilium's values before Flux.

Fields: kubernetes/website, reference/config-api: kubeadm-config.v1beta4 and kubelet-config.v1beta1.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.cilium import Settings as Cilium
from generator.components.kubeadm.distribution import API, DISCOVERY, KUBELET, PORT
from generator.components.nodes import (
    addresses,
    api_names,
    cluster_dns,
    first,
    node_parts,
    registration,
    servers_carry_all,
)
from generator.core.artifact import Artifact, Data, Json
from generator.core.context import Context
from generator.core.inventory import Node


def emit(ctx: Context, _settings: None) -> Iterator[Artifact]:
    """The first server starts the cluster, all others join it."""
    cilium = ctx.get(CILIUM)
    if cilium is None or not ctx.nodes:
        return
    for node in ctx.nodes:
        documents = _init(ctx, cilium, node) if node is first(ctx) else [_join(ctx, node)]
        yield Data(path=f"infra/kubeadm/{node.name}/kubeadm.yaml", document=documents, many=True, about=(node,))


def _init(ctx: Context, cilium: Cilium, node: Node) -> list[Json]:
    init: Json = {"apiVersion": API, "kind": "InitConfiguration", "nodeRegistration": _registration(ctx, node)}
    init["localAPIEndpoint"] = _endpoint(ctx, node)
    if cilium.kube_proxy_replacement:
        init["skipPhases"] = ["addon/kube-proxy"]
    return [init, _cluster(ctx, cilium), _kubelet(ctx)]


def _cluster(ctx: Context, cilium: Cilium) -> Json:
    networks = ctx.cluster.networks
    cluster: Json = {"apiVersion": API, "kind": "ClusterConfiguration", "clusterName": str(ctx.cluster.name)}
    if ctx.cluster.kubernetes is not None:
        cluster["kubernetesVersion"] = ctx.cluster.kubernetes
    cluster["controlPlaneEndpoint"] = f"{registration(ctx)}:{PORT}"
    cluster["networking"] = {
        "dnsDomain": str(ctx.cluster.dns_domain),
        "podSubnet": ",".join(network.canonical for network in networks.pods),
        "serviceSubnet": ",".join(network.canonical for network in networks.services),
    }
    if names := api_names(ctx):
        cluster["apiServer"] = {"certSANs": list(names)}
    if parts := node_parts(ctx):
        extra = [{"name": flag, "value": value} for flag, value in parts.items()]
        cluster["controllerManager"] = {"extraArgs": extra}
    cluster["proxy"] = {"disabled": cilium.kube_proxy_replacement}
    return cluster


def _kubelet(ctx: Context) -> Json:
    """kubeadm's CoreDNS has one address, of the primary family, also in a dual-stack cluster."""
    return {
        "apiVersion": KUBELET,
        "kind": "KubeletConfiguration",
        "clusterDNS": list(cluster_dns(ctx)[:1]),
        "clusterDomain": str(ctx.cluster.dns_domain),
    }


def _join(ctx: Context, node: Node) -> Json:
    join: Json = {
        "apiVersion": API,
        "kind": "JoinConfiguration",
        "nodeRegistration": _registration(ctx, node),
        "discovery": {"file": {"kubeConfigPath": DISCOVERY}},
    }
    if node.role == "server":
        join["controlPlane"] = {"localAPIEndpoint": _endpoint(ctx, node)}
    return join


def _endpoint(ctx: Context, node: Node) -> Json:
    return {"advertiseAddress": str(addresses(ctx, node)[0]), "bindPort": PORT}


def _registration(ctx: Context, node: Node) -> Json:
    """`taints` left out on a server gives it the usual one of the control plane, an empty list none (kubeadm, v1beta4)."""
    arguments = {"node-ip": ",".join(map(str, addresses(ctx, node)))}
    if node.labels:
        arguments["node-labels"] = ",".join(f"{key}={value}" for key, value in sorted(node.labels.items()))
    found: Json = {"name": str(node.name)}
    if node.taints:
        found["taints"] = [_taint(taint) for taint in node.taints]
    elif servers_carry_all(ctx):
        found["taints"] = []
    found["kubeletExtraArgs"] = [{"name": key, "value": value} for key, value in arguments.items()]
    return found


def _taint(taint: str) -> Json:
    head, _, effect = taint.rpartition(":")
    key, equals, value = head.partition("=")
    return {"key": key, "value": value, "effect": effect} if equals else {"key": key, "effect": effect}
