"""Acceleration of Services by XDP."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.devices import ACCELERATION, Device, acceleration, by_driver, devices
from generator.components.cilium.drivers import XDP
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import UNCHECKED, WARNING
from generator.core.inventory import Node
from generator.core.judgement import Other, Path, Problem, check


@check("cilium/xdp-over-ipv6-tunnel")
def xdp_over_ipv6_tunnel(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """XDP acceleration with tunnels over IPv6: agents do not start (Cilium, pkg/kpr/initializer, 1.18-1.20)."""
    if cilium.load_balancer.acceleration != "disabled" and cilium.tunnels and ctx.families == (6,):
        yield Problem(
            cilium.load_balancer,
            "acceleration",
            "XDP acceleration does not work where tunnels run over IPv6",
            hint="set `acceleration: disabled`, or route natively",
            others=(Other(cilium.routing, "mode", "the tunnel is asked for here"),),
        )


@check("cilium/xdp-without-driver")
def xdp_without_driver(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Native acceleration, of all nodes or of one, and a network card whose driver has no native XDP: its agent does not start.

    Cilium, Documentation/reference-guides/bpf/progtypes.rst (driver support).
    """
    for driver, first, where in by_driver(_loaded(ctx, cilium)):
        if driver not in XDP:
            yield Problem(
                first.node,
                ("interfaces", first.index, "driver"),
                f"driver {driver!r} of {where} has no native XDP",
                hint="use `acceleration: best-effort`, and `bpf-lb-acceleration: native` in `cilium` of the nodes that can"
                if cilium.load_balancer.acceleration == "native"
                else f"remove `{ACCELERATION}: native` from the nodes that cannot",
                others=(Other(*_asked(cilium, first.node), "native XDP is asked for here"),),
            )


@check("cilium/xdp-driver-unknown", UNCHECKED)
def xdp_driver_unknown(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """Native acceleration, and nothing is said of a node's drivers: agents of a node without native XDP do not start.

    Cilium, Documentation/network/kubernetes/kubeproxy-free.rst (XDP acceleration).
    """
    told = {one.node.name for one in _loaded(ctx, cilium) if one.interface.driver is not None}
    silent = [node for node in ctx.nodes if node.name not in told and acceleration(cilium, node) == "native"]
    if silent or (not ctx.nodes and cilium.load_balancer.acceleration == "native"):
        whose = f"on {', '.join(str(node.name) for node in silent)}" if silent else "on any node"
        yield Problem(
            *(_asked(cilium, silent[0]) if silent else (cilium.load_balancer, "acceleration")),
            f"native XDP needs a driver that can do it, and none is known {whose}",
            hint="write `interfaces: [{name, driver}]` of the nodes (`ethtool -i`), or use `best-effort`",
        )


@check("cilium/xdp-in-the-clear", WARNING)
def xdp_in_the_clear(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """XDP acceleration with node encryption: traffic from outside that one node hands to another stays unencrypted.

    Agents log the same (Cilium, pkg/kpr/initializer).
    """
    wanted = cilium.encrypted
    if (
        cilium.load_balancer.acceleration != "disabled"
        and wanted is not None
        and wanted.nodes
        and wanted.type == "wireguard"
    ):
        yield Problem(
            cilium.load_balancer,
            "acceleration",
            "XDP passes traffic between nodes before it could be encrypted",
            hint="set `acceleration: disabled` if it must be encrypted",
            others=(Other(cilium, "encryption", "nodes are to encrypt here"),),
        )


def _loaded(ctx: Context, cilium: Settings) -> Iterator[Device]:
    """The interfaces that XDP must be loaded on, as far as they are listed."""
    return (one for one in devices(ctx, cilium) if acceleration(cilium, one.node) == "native")


def _asked(cilium: Settings, node: Node) -> tuple[object, Path]:
    """Where native XDP is asked for: for all nodes, or for one."""
    everywhere = cilium.load_balancer.acceleration == "native"
    return (cilium.load_balancer, "acceleration") if everywhere else (node, ("cilium", ACCELERATION))
