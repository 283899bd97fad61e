"""Devices of pods, BIG TCP, BBR, masquerading."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.devices import by_driver, devices
from generator.components.cilium.drivers import BIG_TCP
from generator.components.cilium.minors import minor
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Path, Problem, check
from generator.core.values import at


@check("cilium/legacy-host-routing")
def legacy_host_routing(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """netkit, BIG TCP or BBR without BPF host routing: agents do not start.

    Masquerading by iptables and `bpf.hostLegacyRouting` switch BPF host routing off (Cilium, pkg/datapath/connector,
    pkg/datapath/linux/bigtcp, pkg/datapath/linux/bandwidth).
    """
    if not cilium.kube_proxy_replacement:  # cilium/kube-proxy-kept says it
        return
    if at(cilium.values, ("bpf", "hostLegacyRouting")) is True:
        why = Other(cilium, ("values", "bpf", "hostLegacyRouting"), "it is switched off here")
        hint = "remove `bpf.hostLegacyRouting`"
    elif cilium.masquerade == "iptables":
        why = Other(cilium, "masquerade", "masquerading by iptables switches it off")
        hint = "masquerade by `bpf`"
    else:
        return
    for path, what in _host_routed(cilium):
        yield Problem(cilium, path, f"{what} needs BPF host routing", hint=hint, others=(why,))


def _host_routed(cilium: Settings) -> Iterator[tuple[Path, str]]:
    if cilium.datapath in ("netkit", "netkit-l2"):
        yield "datapath", cilium.datapath
    if cilium.big_tcp:
        yield "bigTCP", "BIG TCP"
    if cilium.bandwidth_manager is not None and cilium.bandwidth_manager.bbr:
        yield "bandwidthManager", "BBR for pods"


@check("cilium/unknown-datapath")
def unknown_datapath(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """A datapath that this minor does not have: `auto` is new in 1.20, older agents refuse it (chart values.yaml)."""
    if cilium.datapath not in minor(cilium.version.minor).datapaths:
        yield Problem(
            cilium,
            "datapath",
            f"Cilium {cilium.version.minor} has no datapath {cilium.datapath!r}",
            hint="use `veth` or `netkit`",
        )


@check("cilium/big-tcp-wrapped")
def big_tcp_wrapped(_ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """BIG TCP where packets are wrapped (tunnel, encryption, Geneve or IPIP dispatch): agents do not start.

    Cilium, pkg/datapath/linux/bigtcp; Documentation/operations/performance/tuning.rst.
    """
    if not cilium.big_tcp:
        return
    balancer = cilium.load_balancer
    whys: list[tuple[bool, object, Path, str]] = [
        (cilium.tunnels, cilium.routing, "mode", "a tunnel"),
        (cilium.encryption is not None, cilium, "encryption", "encryption"),
        (
            cilium.dsr and balancer.dsr_dispatch != "opt",
            balancer,
            "dsrDispatch",
            f"dispatch by {balancer.dsr_dispatch}",
        ),
    ]
    for wrapped, about, path, what in whys:
        if wrapped:
            yield Problem(
                cilium,
                "bigTCP",
                f"BIG TCP does not work with {what}",
                hint="keep one of them",
                others=(Other(about, path, "it is asked for here"),),
            )


@check("cilium/big-tcp-of-other-family", WARNING)
def big_tcp_of_other_family(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """BIG TCP for a family that pods do not have: it changes nothing."""
    for index, family in enumerate(cilium.big_tcp):
        if int(family[-1]) not in ctx.families:
            yield Problem(
                cilium,
                ("bigTCP", index),
                f"`bigTCP` names {family}, and pods have no {family} addresses",
                hint="remove it",
            )


@check("cilium/big-tcp-driver", WARNING)
def big_tcp_driver(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """BIG TCP on a network card that is not among those it is supported on.

    Cilium, Documentation/operations/performance/tuning.rst: mlx4, mlx5 and ice.
    """
    for driver, first, where in by_driver(devices(ctx, cilium)) if cilium.big_tcp else ():
        if driver not in BIG_TCP | {"bonding"}:
            yield Problem(
                first.node,
                ("interfaces", first.index, "driver"),
                f"BIG TCP is not supported with driver {driver!r} of {where}",
                hint="leave `bigTCP` out, or measure that it helps",
                others=(Other(cilium, "bigTCP", "it is asked for here"),),
            )
