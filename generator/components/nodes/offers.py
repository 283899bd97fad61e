"""What every node needs, whichever distribution runs on it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.core.context import Context
from generator.core.inventory import Node
from generator.core.offer import Claim, KernelNeed, Offer

WATCHES = {"fs.inotify.max_user_instances": "8192", "fs.inotify.max_user_watches": "524288"}
ADVERTISED = {"net.ipv6.conf.all.accept_ra": "2"}


def offer(ctx: Context, nodes: tuple[Node, ...]) -> Iterator[Offer]:
    """rancher/rke2-docs, install/requirements and networking/basic_network_options; neither is special to RKE2.

    A node that forwards IPv6 forgets a default route that it learned from router advertisements unless `accept_ra` is 2;
    nobody says here how its route came, so it goes on hearing advertisements. Talos configures its network itself.
    """
    yield KernelNeed(feature="many pods watching files", sysctls=WATCHES, about=nodes[:1])
    if 6 in ctx.families and ctx.cluster.distribution != "talos":
        yield KernelNeed(feature="IPv6 routes by advertisement", sysctls=ADVERTISED, about=nodes[:1])
    yield from _mtu(ctx)


def _mtu(ctx: Context) -> Iterator[Claim]:
    """Nodes of a mesh talk to each other directly: the larger packets of one cluster must fit the links of the other."""
    cilium = ctx.get(CILIUM)
    if cilium is not None and cilium.cluster_mesh is not None and cilium.mtu is not None:
        yield Claim(
            code="nodes/mtu-differs-in-mesh",
            what=f"MTU {cilium.mtu}",
            key=("mtu",),
            agreed=str(cilium.mtu),
            path="mtu",
            severity="warning",
            hint="write the same `cilium.mtu` in all clusters of the mesh, the smallest that their links carry",
            about=(cilium,),
        )
