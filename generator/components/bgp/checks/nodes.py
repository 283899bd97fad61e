"""Which nodes peer, and the router IDs they get."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.neighbors import members
from generator.components.bgp.nodes import contained
from generator.components.bgp.sessions import Group, groups
from generator.components.bgp.settings import Settings
from generator.components.pools import ANNOUNCERS
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.site import site
from generator.core.suggest import by_name

SWITCH = "enable-bgp-control-plane"
"""Flag of the agent that runs BGP."""


@check("bgp/selects-no-node")
def selects_no_node(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A selector of nodes hits none of the listed nodes.

    The CiliumBGPClusterConfig then has no node: its routers never see a session (status NoMatchingNode).
    """
    found = groups(bgp)
    nodes, known = members(ctx, found), site(ctx)
    for group in found:
        if not nodes[group.name] and known.misses(group.selector.requirements):
            about, path = _written(bgp, group)
            yield Problem(
                about,
                path,
                f"no listed node matches {group.selector}",
                hint=by_name(
                    str(group.selector),
                    (node.name for node in ctx.nodes),
                    "correct the selector, or label the nodes under `nodes`",
                ),
            )


@check("bgp/node-without-bgp", WARNING)
def node_without_bgp(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A node is to peer, and a setting of its own switches BGP off: its routers wait for it in vain.

    A CiliumNodeConfig goes over the ConfigMap (Cilium, Documentation/configuration/per-node-config.rst): the agent of this
    node runs no control plane, whatever selects the node.
    """
    peering = {str(node.name) for found in members(ctx, groups(bgp)).values() for node in found}
    for node in ctx.nodes:
        if node.name in peering and str(node.cilium.get(SWITCH)).lower() == "false":
            yield Problem(
                node,
                ("cilium", SWITCH),
                f"node {str(node.name)!r} is to peer with routers, and switches BGP off",
                hint="remove it, or leave the node out by `nodes` of `bgp` and of its routers",
            )


@check("bgp/node-in-two-groups")
def node_in_two_groups(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A node is selected by two groups of routers.

    A node takes its BGP configuration from one CiliumBGPClusterConfig: the second one is ignored on it, with the
    condition `ConflictingClusterConfig` (Cilium docs, BGP, cluster configuration). Where no nodes are listed, groups are
    refused when all nodes of one are surely nodes of the other too.
    """
    found = groups(bgp)
    if ctx.nodes:
        seen: dict[str, Group] = {}
        told: set[tuple[str, str]] = set()
        nodes = members(ctx, found)
        for group in found:
            for node in nodes[group.name]:
                first = seen.setdefault(node.name, group)
                if first is not group and (first.name, group.name) not in told:
                    told.add((first.name, group.name))
                    yield _twice(bgp, first, group, f"node {node.name!r}")
        return
    for inner, outer in contained([group.selector.requirements for group in found]):
        yield _twice(bgp, found[outer], found[inner], f"every node with {found[inner].selector}")


@check("bgp/router-id-not-ipv4")
def router_id_not_ipv4(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A router ID, or the network to take them from, is not written as IPv4.

    A BGP identifier is a number of 32 bits that is written as an IPv4 address, in IPv6-only clusters too (RFC 6286).
    """
    if bgp.router_id is not None and bgp.router_id.version != 4:
        yield Problem(bgp, "routerID", f"`routerID` is {bgp.router_id}", hint="write an IPv4 network")
    for override in bgp.overrides:
        if override.router_id is not None and override.router_id.version != 4:
            yield Problem(
                override,
                "routerID",
                f"the router ID of node {override.name!r} is {override.router_id}",
                hint="write it as an IPv4 address",
            )


@check("bgp/too-few-router-ids")
def too_few_router_ids(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """The network of router IDs holds fewer addresses than there are nodes.

    Nodes that get no router ID start no BGP instance (Cilium docs, BGP, router ID allocation, ip-pool).
    """
    network = bgp.router_id
    if network is not None and network.version == 4 and network.size < len(ctx.nodes):
        yield Problem(
            bgp,
            "routerID",
            f"{network} holds {network.size} router IDs for {len(ctx.nodes)} nodes",
            hint="take a wider network",
        )


@check("bgp/api-server-off-speakers")
def api_server_off_speakers(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """The API server's Service has `trafficPolicy: Local`, and no node with an API server speaks BGP.

    Under Local only nodes with an endpoint of the Service announce its address (Cilium docs, BGP, externalTrafficPolicy):
    API servers run on servers, sessions here are those of agents, so no router ever hears of the address.
    """
    balancer = ctx.cluster.api.load_balancer
    servers = {node.name for node in ctx.nodes if node.role == "server"}
    if balancer is None or balancer.traffic_policy != "Local" or not servers or ctx.has("l2"):
        return
    found = groups(bgp)
    speakers = {node.name for nodes in members(ctx, found).values() for node in nodes}
    if speakers and not speakers & servers and not ctx.overlaid(*ANNOUNCERS):
        about, path = _written(bgp, found[0])
        yield Problem(
            balancer,
            "trafficPolicy",
            f"only nodes with an API server announce {balancer.address} under `trafficPolicy: Local`, "
            "and none of them peers",
            hint="write `trafficPolicy: Cluster`, or let servers peer too",
            others=(Other(about, path, f"nodes with {found[0].selector} peer"),),
        )


def _twice(bgp: Settings, first: Group, second: Group, what: str) -> Problem:
    if second.selector.canonical == bgp.nodes.canonical:
        first, second = second, first
    about, path = _written(bgp, second)
    other, at = _written(bgp, first)
    return Problem(
        about,
        path,
        f"{what} is selected by {_selector(second)} and by {_selector(first)}",
        hint="give routers `nodes` that exclude each other; a node peers with the routers of one group",
        others=(Other(other, at, "the other selector follows from here"),),
    )


def _selector(group: Group) -> str:
    routers = list(dict.fromkeys(session.router.name for session in group.sessions))
    of = f" (router{'s' if len(routers) > 1 else ''} {', '.join(map(repr, routers))})" if routers else ""
    return f"{group.selector or 'everything'}{of}"


def _written(bgp: Settings, group: Group) -> tuple[object, str | tuple[str | int, ...]]:
    """Where a group's selector was written: at a router, or for the whole section."""
    if group.selector.canonical == bgp.nodes.canonical:
        return bgp, "nodes"
    return group.sessions[0].router if group.sessions else bgp, "nodes"
