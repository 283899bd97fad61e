"""What every node needs, whichever distribution runs on it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.context import Context
from generator.core.inventory import Node
from generator.core.offer import KernelNeed, Offer

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
