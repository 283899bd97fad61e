"""Routes between nodes, and where pods are not masqueraded."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import fleet
from generator.components.cilium.minors import minor
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.judgement import Other, Problem, check
from generator.core.net import Network, within

_FAMILY = {4: "IPv4", 6: "IPv6"}


@check("cilium/routes-in-tunnel")
def routes_in_tunnel(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`autoDirectNodeRoutes` with tunnel routing: agents do not start.

    "requires native or hybrid routing mode" (Cilium, daemon/cmd/daemon_main.go, 1.18-1.20).
    """
    if cilium.routing.mode == "tunnel" and cilium.routing.auto_direct_node_routes:
        yield Problem(
            cilium.routing,
            "autoDirectNodeRoutes",
            "direct routes between nodes are asked for, and pods travel in a tunnel",
            hint="remove `autoDirectNodeRoutes`, or route natively",
            others=(Other(cilium.routing, "mode", "the tunnel is asked for here"),),
        )


@check("cilium/skip-without-routes")
def skip_without_routes(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """`skipUnreachable` without `autoDirectNodeRoutes`: agents do not start (Cilium, pkg/option/config.go, 1.18-1.20)."""
    if cilium.routing.skip_unreachable and not cilium.routing.auto_direct_node_routes:
        yield Problem(
            cilium.routing,
            "skipUnreachable",
            "`skipUnreachable` chooses among direct routes between nodes, which are off",
            hint="set `autoDirectNodeRoutes: true`, or remove `skipUnreachable`",
        )


@check("cilium/nodes-on-several-links")
def nodes_on_several_links(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Direct routes between nodes of several networks: a route needs its next hop on the link.

    Agents log an error for each node of another network, whose pods stay unreachable
    (Cilium, Documentation/network/concepts/routing.rst).
    """
    routing = cilium.routing
    if routing.mode != "native" or not routing.auto_direct_node_routes or routing.skip_unreachable:
        return
    families = {v: [n for n in ctx.cluster.networks.nodes if n.version == v] for v in (4, 6)}
    several = {version: networks for version, networks in families.items() if len(networks) > 1}
    if several:
        counts = " and ".join(f"{len(networks)} {_FAMILY[version]}" for version, networks in several.items())
        shown = ", ".join(network for networks in several.values() for network in networks)
        yield Problem(
            routing,
            "mode",
            f"nodes stand in {counts} networks and would need routes to each other's pods",
            hint="set `skipUnreachable: true` and let BGP or the routers carry the rest, or use `mode: tunnel`",
            others=(Other(ctx.cluster.networks, "nodes", f"these are {shown}"),),
        )


@check("cilium/native-network-too-small")
def native_network_too_small(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """The native network does not hold a pod network: traffic to those pods is masqueraded, and policies see a node.

    Cilium, Documentation/network/concepts/routing.rst (native routing CIDR).
    """
    pods: list[tuple[Network, Other]] = [
        (network, Other(ctx.cluster.networks, ("pods", index), "the pods are here"))
        for index, network in enumerate(ctx.cluster.networks.pods)
    ]
    for pool in cilium.ipam.pools if cilium.ipam.mode == "multi-pool" else ():
        pods += [(n, Other(pool, ("cidrs", index), "the pods are here")) for index, n in enumerate(pool.cidrs)]
    if cilium.cluster_mesh is not None:
        for peer in fleet.peers(ctx):
            there = Other(cilium.cluster_mesh, (), f"cluster {peer.name!r} of the mesh has these pods")
            pods += [(network, there) for network in peer.pods]
    native = cilium.routing.native_cidrs
    for network, other in pods:
        mine = [n for n in native if n.version == network.version]
        if len(mine) == 1 and not within(network, tuple(mine)):
            yield Problem(
                cilium.routing,
                ("nativeCIDRs", native.index(mine[0])),
                f"{mine[0]} does not hold the pod network {network}",
                hint="write a network that holds all pods",
                others=(other,),
            )


@check("cilium/several-native-networks")
def several_native_networks(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Two native networks of one family: Cilium takes one of each (chart values ipv4/ipv6NativeRoutingCIDR)."""
    for version in (4, 6):
        mine = [n for n in cilium.routing.native_cidrs if n.version == version]
        if len(mine) > 1:
            yield Problem(
                cilium.routing,
                "nativeCIDRs",
                f"{len(mine)} {_FAMILY[version]} networks are written, and Cilium takes one",
                hint="write one network that holds them",
            )


@check("cilium/native-network-missing")
def native_network_missing(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Native routing with masquerading, and a family of the pods without a native network: the chart refuses to render.

    templates/cilium-configmap.yaml of the chart, 1.18-1.20.
    """
    if cilium.routing.mode != "native" or cilium.masquerade == "none":
        return
    for version in ctx.families:
        if version not in {network.version for network in cilium.routing.native_cidrs}:
            yield Problem(
                cilium.routing,
                "nativeCIDRs",
                f"pods have {_FAMILY[version]} addresses, and no {_FAMILY[version]} network is native",
                hint="add one, or leave `nativeCIDRs` out",
            )


@check("cilium/hybrid-too-early")
def hybrid_too_early(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Hybrid routing exists since Cilium 1.20 (pkg/option/config.go): older agents refuse the mode."""
    if cilium.routing.mode == "hybrid" and not minor(cilium.version.minor).hybrid:
        yield Problem(
            cilium.routing,
            "mode",
            f"Cilium {cilium.version.minor} has no hybrid routing",
            hint="use `native` or `tunnel`",
        )
