"""Whether addresses are announced once, and where clients ask for them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.l2.settings import Settings
from generator.components.pools import COMPONENT as POOLS
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.net import within
from generator.core.offer import Announcement
from generator.core.selector import disjoint


@check("l2/announced-twice", WARNING)
def announced_twice(ctx: Context, _l2: Settings) -> Iterator[Problem]:
    """A Service may be announced by L2 and by BGP: clients on the link and the routers then use different nodes.

    It works, but failover differs by client and connections that cross both ways can break. `pools` or `services` part them.
    """
    by_bgp = [one for one in ctx.offers(Announcement) if one.by == "bgp"]
    for mine in (one for one in ctx.offers(Announcement) if one.by == "l2"):
        for other in by_bgp:
            if not set(mine.addresses) & set(other.addresses):
                continue
            if not disjoint(*(one.selector.requirements if one.selector else () for one in (mine, other))):
                policy, *_ = mine.about
                yield Problem(
                    policy,
                    (),
                    "Services are announced by L2 and by BGP at once",
                    hint="part them by `services` or `pools` here and in `bgp`",
                    others=(Other(other.about[0], (), "BGP advertises them here"),),
                )
                return


@check("l2/pool-off-link", WARNING)
def pool_off_link(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """A pool lies outside the nodes' networks and only L2 announces it: nobody on the link asks for its addresses by ARP.

    They are reached only if the router of the link has a route for them that points at the link itself.
    """
    if not ctx.cluster.networks.nodes or any(one.by == "bgp" for one in ctx.offers(Announcement)):
        return
    for pool in ctx.get(POOLS) or ():
        for index, block in enumerate(pool.blocks):
            if not pool.disabled and not within(block, ctx.cluster.networks.nodes):
                yield Problem(
                    pool,
                    ("blocks", index),
                    f"{block} lies in no node network, and only L2 announces it",
                    hint="take addresses of a node network, announce it by `bgp`, or give the router a route onto the link",
                    others=(Other(l2, (), "L2 announcements are switched on here"),),
                )
