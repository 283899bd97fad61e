"""What follows for Cilium from the rest of the inventory. A datapath switch never follows from an unrelated field."""

from __future__ import annotations

from typing import Literal

from generator.components.cilium import fleet
from generator.components.cilium.operators import homes
from generator.components.cilium.sections.mesh import ClusterMesh
from generator.components.cilium.sections.routing import Protocol, Routing, RoutingMode
from generator.components.cilium.sections.services import Dispatch, LoadBalancer, Operator, RateLimit
from generator.components.cilium.settings import Masquerade, Settings
from generator.core.context import Context
from generator.core.derivation import Underivable, derive
from generator.core.net import Network, show

DEFAULT_QPS, MOST_QPS = 10, 200
"""Requests per second: the agent's own default with Kubernetes 1.27 and newer (Cilium, pkg/defaults), and where we stop."""
_FAMILY = {4: "IPv4", 6: "IPv6"}


@derive("routing.mode", "cluster.networks.nodes")
def routing_mode(ctx: Context, _cilium: Settings, _routing: Routing) -> RoutingMode:
    """Native, while all nodes share one network per family; with several it must be said."""
    for version in (4, 6):
        networks = [network for network in ctx.cluster.networks.nodes if network.version == version]
        if len(networks) > 1:
            raise Underivable(
                f"`cilium.routing.mode` is missing: nodes stand in {len(networks)} {_FAMILY[version]} networks",
                hint="write `native` when routers or `skipUnreachable` and BGP carry pod networks between them, else `tunnel`",
            )
    return "native"


@derive("loadBalancer.dsrDispatch", "cilium.routing")
def dsr_dispatch(_ctx: Context, cilium: Settings, _balancer: LoadBalancer) -> Dispatch:
    """An IP option; Geneve where pods travel in Geneve anyway."""
    return "geneve" if cilium.tunnels and cilium.routing.protocol == "geneve" else "opt"


@derive("routing.protocol", "cilium.loadBalancer.dsrDispatch")
def protocol(_ctx: Context, cilium: Settings, _routing: Routing) -> Protocol:
    """VXLAN; Geneve when dsr uses it to tell backends the Service."""
    return "geneve" if cilium.load_balancer.dsr_dispatch == "geneve" else "vxlan"


@derive("routing.autoDirectNodeRoutes", "cilium.routing.mode")
def auto_direct_node_routes(_ctx: Context, _cilium: Settings, routing: Routing) -> bool:
    """On with native routing: nodes of one link need nobody else."""
    return routing.mode == "native"


@derive("routing.nativeCIDRs", "cilium.routing.mode", "cluster.networks.pods", "cilium.ipam.pools", "clusters")
def native_cidrs(ctx: Context, cilium: Settings, routing: Routing) -> tuple[Network, ...]:
    """The pod networks, pod pools and meshed clusters included; none in a tunnel. One network per family that covers them."""
    if routing.mode == "tunnel":
        return ()
    networks = (*ctx.cluster.networks.pods, *_pod_pools(cilium), *_pods_of_others(ctx, cilium.cluster_mesh))
    return tuple(_covering(ctx, version, networks) for version in sorted({n.version for n in networks}))


@derive("masquerade", "cilium.kubeProxyReplacement")
def masquerade(_ctx: Context, cilium: Settings) -> Masquerade:
    """By BPF; by iptables where kube-proxy is not replaced, which BPF masquerading needs."""
    return "bpf" if cilium.kube_proxy_replacement else "iptables"


@derive("loadBalancer.algorithm", "cilium.kubeProxyReplacement")
def algorithm(_ctx: Context, cilium: Settings, _balancer: LoadBalancer) -> Literal["maglev", "random"]:
    """Maglev; random where kube-proxy does the balancing."""
    return "maglev" if cilium.kube_proxy_replacement else "random"


@derive("operator.replicas", "nodes")
def replicas(ctx: Context, cilium: Settings, _operator: Operator) -> int:
    """Two, one where a single node takes it: replicas never share a node, a second one would stay pending and the release with it."""
    if not ctx.nodes:
        raise Underivable(
            "`cilium.operator.replicas` is missing: without `nodes` nobody knows how many fit",
            hint="write 1 for a single node, 2 for more, or list the nodes",
        )
    return min(2, max(1, len(homes(ctx, cilium))))


@derive("apiRateLimit", "l2.expectedServices", "l2.lease.renewDeadline")
def api_rate_limit(ctx: Context, _cilium: Settings) -> RateLimit | None:
    """With L2 announcements one request per Service and renew deadline, from 10 to 200 a second, bursts of twice as many.

    A lease that is not renewed in time moves the address to another node (Cilium, L2 announcements guide).
    """
    l2 = ctx.section("l2")
    if l2 is None:
        return None
    renewals = l2.expected_services / max(l2.lease.renew_deadline.seconds, 1)
    qps = min(max(DEFAULT_QPS, DEFAULT_QPS // 2 + int(-(-renewals // 1))), MOST_QPS)
    return RateLimit(qps=qps, burst=2 * qps)


def _pod_pools(cilium: Settings) -> tuple[Network, ...]:
    pools = cilium.ipam.pools if cilium.ipam.mode == "multi-pool" else ()
    return tuple(network for pool in pools for network in pool.cidrs)


def _pods_of_others(ctx: Context, mesh: ClusterMesh | None) -> tuple[Network, ...]:
    if mesh is None:
        return ()
    found: list[Network] = []
    for peer in fleet.peers(ctx):
        if not peer.pods:
            raise Underivable(
                f"`cilium.routing.nativeCIDRs` is missing: cluster {peer.name!r} of the mesh writes no pod networks",
                hint=f"write `cluster.networks.pods` of {peer.name}",
            )
        found += peer.pods
    return tuple(found)


def _covering(ctx: Context, version: int, networks: tuple[Network, ...]) -> Network:
    """The smallest network that holds all of one family; refused when nodes stand in it, for these must be masqueraded."""
    mine = [network for network in networks if network.version == version]
    first, last = min(n.first for n in mine), max(n.last for n in mine)
    bits = 32 if version == 4 else 128
    prefix = bits - (first ^ last).bit_length()
    whole = Network(f"{show(version, first)}/{prefix}")
    found = Network(whole.canonical)
    held = [network for network in ctx.cluster.networks.nodes if network.overlaps(found)]
    if held and len(mine) > 1:
        raise Underivable(
            f"`cilium.routing.nativeCIDRs` is missing: {found}, which covers all pod networks, holds nodes ({held[0]})",
            hint="write one network per family that holds all pods and nothing else, or number the pods so that one exists",
        )
    return found
