"""Whether the pod networks hold a part for every node, and the service networks the addresses that Kubernetes takes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.inventory import Cluster
from generator.core.judgement import Other, Problem, check
from generator.core.net import WIDEST_SPLIT, node_prefix

NODE_MASK = {4: 24, 6: 64}
"""Length of a node's part with IPAM `kubernetes`: kube-controller-manager, --node-cidr-mask-size-ipv4 and -ipv6."""
DNS = 10
"""CoreDNS takes the tenth address of the service network (RKE2, k3s, kubeadm and Talos alike)."""


def _mode(ctx: Context) -> str:
    """IPAM of Cilium, read where every cluster has it; `kubernetes` unless another is written."""
    ipam = getattr(ctx.section("cilium"), "ipam", None)
    return str(getattr(ipam, "mode", "kubernetes"))


def _masks(cluster: Cluster, mode: str) -> dict[int, int]:
    """Length of a node's part by IP version. With IPAM `cluster-pool` Cilium is told what the pod networks allow for."""
    longest = max((network.prefix for network in cluster.networks.pods if network.version == 6), default=None)
    usual = NODE_MASK | ({6: node_prefix(longest)} if mode == "cluster-pool" and longest is not None else {})
    return usual | {int(family[-1]): length for family, length in cluster.networks.pod_masks.written.items()}


@check("cluster/too-many-nodes")
def too_many_nodes(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """The pod network has fewer parts than there are nodes.

    Each node gets a /24 and for IPv6 a /64, or what `podMasks` says. The nodes that are left over never become Ready:
    their pods get no addresses (kube-controller-manager, CIDRNotAvailable).
    """
    mode = _mode(ctx)
    if mode == "multi-pool":
        return
    masks = _masks(cluster, mode)
    for version in ctx.families:
        networks = [(i, n) for i, n in enumerate(cluster.networks.pods) if n.version == version]
        parts = sum(max(0, 1 << (masks[version] - n.prefix)) if n.prefix <= masks[version] else 0 for _, n in networks)
        if parts < max(1, len(ctx.nodes)):
            index, network = networks[0]
            wanted = f"{len(ctx.nodes)} nodes" if ctx.nodes else "any node"
            yield Problem(
                cluster.networks,
                ("pods", index),
                f"pod network {network} has {parts} parts of length /{masks[version]}, too few for {wanted}",
                hint="take a wider pod network; it cannot be changed later",
            )


@check("cluster/mask-of-other-family", WARNING)
def mask_of_other_family(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """`podMasks` says a length for a family that pods do not have: it changes nothing (pkg/controller/nodeipam)."""
    for family in cluster.networks.pod_masks.written:
        if int(family[-1]) not in ctx.families:
            yield Problem(cluster.networks, ("podMasks", family), f"pods have no {family} addresses", hint="remove it")


@check("cluster/pod-network-too-wide")
def pod_network_too_wide(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """An IPv6 pod network is more than 16 bits wider than a node's part, usually a /64.

    kube-controller-manager refuses to start its node IPAM then ("node CIDR size is too big", cidrset), with cluster-pool
    Cilium's operator (pkg/ipam/cidrset, clusterSubnetMaxDiff), and no node gets pod addresses.
    """
    mode = _mode(ctx)
    if mode == "multi-pool":
        return
    mask, written = _masks(cluster, mode)[6], "ipv6" in cluster.networks.pod_masks.written
    for index, network in enumerate(cluster.networks.pods):
        if network.version == 6 and mask - network.prefix > WIDEST_SPLIT:
            yield Problem(
                cluster.networks,
                ("pods", index),
                f"pod network {network} is wider than /{mask - WIDEST_SPLIT}, and a node's part of it is a /{mask}",
                hint=f"take a network between /{mask - WIDEST_SPLIT} and /{mask}"
                + (f", or parts of at most /{network.prefix + WIDEST_SPLIT}" if written else ""),
                others=(Other(cluster.networks, ("podMasks", "ipv6"), "the length of the parts is here"),)
                if written
                else (),
            )


@check("cluster/service-network-too-small")
def service_network_too_small(_ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """The service network does not hold the address of the cluster's DNS.

    Distributions give CoreDNS the tenth address of the service network (RKE2 docs, server configuration, cluster-dns);
    outside of it the Service cannot be created, and no pod resolves a name.
    """
    for index, network in enumerate(cluster.networks.services):
        if network.size <= DNS + 1:
            yield Problem(
                cluster.networks,
                ("services", index),
                f"service network {network} does not hold its tenth address, which is the cluster's DNS",
                hint="take a wider network, /16 for example",
            )
