"""What clusters of a fleet announce on one link."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.l2.policies import announced
from generator.components.l2.settings import Settings
from generator.components.pools import COMPONENT as POOLS
from generator.core.claiming import Claim, claiming
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.net import Block, Network
from generator.core.selector import Selector, disjoint


@claiming("l2/pool-shared-on-link", WARNING)
def pool_shared_on_link(ctx: Context, l2: Settings) -> Iterator[Claim]:
    """Two clusters of a fleet have one node network, and both announce the same addresses there by L2.

    One node per address and cluster answers for it (Cilium, Documentation/network/l2-announcements.rst, leader election by
    leases, which stand in each cluster): clients reach one cluster or the other by whose answer came last.
    """
    selectors = [one.services for one in announced(ctx, l2) if "LoadBalancerIP" in one.policy.addresses]
    for pool in ctx.get(POOLS) or ():
        if pool.disabled or not any(_may_meet(selector, pool.services) for selector in selectors):
            continue
        for index, block in enumerate(pool.blocks):
            for link in _links(ctx, block):
                yield Claim(
                    what=f"block {block} announced on {link.canonical}",
                    key=(link.canonical,),
                    span=(block.first, block.last),
                    path=("blocks", index),
                    hint="give each cluster its own addresses, unless these are two links that have the same numbers",
                    about=(pool,),
                )


def _may_meet(one: Selector | None, other: Selector | None) -> bool:
    """Whether a Service can match both; None matches all."""
    return one is None or other is None or not disjoint(one.requirements, other.requirements)


def _links(ctx: Context, block: Block) -> list[Network]:
    """Node networks on which a block is asked for: the one that holds it, else all of its family."""
    alike = [network for network in ctx.cluster.networks.nodes if network.version == block.version]
    return [network for network in alike if block in network] or alike
