"""Where a router's side cannot be written, or would not do what the nodes expect."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.routers.device import devices
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.net import Network

LINK_LOCAL = Network("fe80::/10")


@check("routers/nodes-unknown", WARNING, spoiled=("bgp/session-without-family",))
def nodes_unknown(ctx: Context, _settings: None) -> Iterator[Problem]:
    """A router names its system, but no node that peers with it is known: no file is written for it.

    Neighbors are the addresses of the listed nodes; a router that nodes discover listens on their networks. Without
    either the router has nobody to accept a session from (FRR docs, BGP: neighbors are configured, or a listen range).
    """
    for device in devices(ctx):
        labels = [node.labels_on(ctx.cluster.distribution) for node in ctx.nodes]
        if labels and not any(device.router.nodes.matches(one) for one in labels):
            continue  # its selector hits no node, which `bgp` says
        if device.empty:
            yield Problem(
                device.router,
                "platform",
                f"nothing is written for router {device.router.name!r}: no node that peers with it is known",
                hint="list the nodes with their addresses"
                + (", or write `cluster.networks.nodes`" if device.router.discover and device.platform.listens else ""),
            )


@check("routers/nothing-accepted", spoiled=("bgp/session-without-family",))
def nothing_accepted(ctx: Context, _settings: None) -> Iterator[Problem]:
    """The router would refuse every route: the inventory knows no prefix that it may hear.

    The prefix list is made of the pools (and of pod and service networks, where they are advertised). An empty one
    leaves an established session without a route.
    """
    for device in devices(ctx):
        if not device.accepted and not device.unknown:
            yield Problem(
                device.router,
                "platform",
                f"router {device.router.name!r} would accept no route: no prefix of its families is advertised to it",
                hint="write `pools`, or what `bgp.advertise` says to it",
            )


@check("routers/prefix-unknown", WARNING)
def prefix_unknown(ctx: Context, _settings: None) -> Iterator[Problem]:
    """The router is to hear prefixes that the inventory does not know, so its file refuses them.

    External IPs of Services and addresses of an interface stand in the cluster only. The session comes up, these routes
    are filtered.
    """
    for device in devices(ctx):
        for what in device.unknown:
            yield Problem(
                device.router,
                "platform",
                f"router {device.router.name!r} will refuse {what}: no prefix of them is known",
                hint="add their prefixes to the router's own prefix list by hand",
            )


@check("routers/timer-outside-platform", follows=("bgp/timer-out-of-range", "bgp/fraction-of-a-second"))
def timer_outside_platform(ctx: Context, _settings: None) -> Iterator[Problem]:
    """A timer is outside of what the router's system accepts.

    The device refuses the line, keeps its default, and the lower of both hold times is used (RFC 4271, 4.2): the session
    is slower than planned, or never comes up. Ranges are those of each vendor's documentation, named in the file's head.
    """
    for device in devices(ctx):
        timers = (
            ("holdTime", device.hold, device.platform.hold),
            ("keepalive", device.keepalive, device.platform.keepalive),
        )
        wrong = False
        for field, seconds, (low, high) in timers:
            if field == "keepalive" and seconds == device.hold // 3 and wrong:
                break  # it follows from the hold time
            wrong = not low <= seconds <= high
            if wrong:
                yield Problem(
                    device.router,
                    field,
                    f"`{field}` of router {device.router.name!r} is {seconds}s, "
                    f"{device.platform.title} takes {low}s to {high}s",
                    hint="write a value that both ends take",
                    others=(Other(device.router, "platform", "the system is here"),),
                )


@check("routers/port-fixed")
def port_fixed(ctx: Context, _settings: None) -> Iterator[Problem]:
    """Nodes connect to a port on which the router's system does not listen.

    Its BGP listener stays on port 179 (RFC 4271, 8.2.1), so every connection is refused. FRR (option `-p` of bgpd), BIRD
    and RouterOS (`local … port`) can move it; of the others no way is documented.
    """
    for device in devices(ctx):
        if device.port != device.platform.listener and not device.platform.movable:
            yield Problem(
                device.router,
                "port",
                f"nodes connect to port {device.port} of {device.router.name!r}, {device.platform.title} is not known "
                f"to listen on another than {device.platform.listener}",
                hint="remove `port`",
                others=(Other(device.router, "platform", "the system is here"),),
            )


@check("routers/ipv6-over-ipv4")
def ipv6_over_ipv4(ctx: Context, _settings: None) -> Iterator[Problem]:
    """IPv6 routes would reach the router over an IPv4 session only.

    GoBGP, the speaker inside Cilium, gives them the next hop ::ffff:a.b.c.d: FRR keeps the route in its BGP table and
    installs none, BIRD drops it (seen with FRR 8.4, BIRD 2.0.12 and GoBGP 4.8). IPv4 over IPv6 works.
    """
    for device in devices(ctx):
        if any(group.version == 4 and 6 in group.families for group in device.groups) and device.of(6):
            yield Problem(
                device.router,
                "families",
                f"IPv6 routes would reach {device.router.name!r} over IPv4 only, with a next hop that it cannot use",
                hint="give the router an IPv6 address too, or peer over IPv6 alone",
            )


@check("routers/link-local-router")
def link_local_router(ctx: Context, _settings: None) -> Iterator[Problem]:
    """The router has a link-local address: nodes peer from theirs, which the inventory does not have.

    A packet to fe80::/10 leaves from a link-local address (RFC 6724, rule 2: appropriate scope), so the neighbors in the
    router's file would be others than those that connect.
    """
    for device in devices(ctx):
        for index, address in enumerate(device.router.addresses):
            if address in LINK_LOCAL:
                yield Problem(
                    device.router,
                    ("addresses", index),
                    f"nodes peer with {address} from link-local addresses, which are not known",
                    hint="write another address of the router, or leave `platform` out",
                )


@check("routers/source-unsure", WARNING, follows=("bgp/needs-newer-cilium",))
def source_unsure(ctx: Context, _settings: None) -> Iterator[Problem]:
    """Nodes peer from an interface, and the router's file names the nodes' own addresses.

    `sourceInterface` takes the address of that interface (CRD CiliumBGPPeerConfig, transport.sourceInterface). When it is
    another one than the node's, the router refuses the connection.
    """
    for device in devices(ctx):
        named = any(group.peers for group in device.groups)
        if device.router.source_interface is not None and named and not device.placed:
            yield Problem(
                device.router,
                "sourceInterface",
                f"nodes peer with {device.router.name!r} from {device.router.source_interface}, "
                "the router's file names their node addresses",
                hint="write `bgp.overrides[].localAddresses` where the interface has another address",
            )
