"""What clusters of a fleet tell their routers at once."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.advertisements import may_say, offered
from generator.components.bgp.sessions import family_of
from generator.components.bgp.settings import Settings
from generator.components.pools import COMPONENT as POOLS
from generator.core.claiming import Claim, claiming
from generator.core.context import Context
from generator.core.diagnostics import WARNING


@claiming("bgp/router-with-two-addresses", WARNING)
def router_with_two_addresses(_ctx: Context, bgp: Settings) -> Iterator[Claim]:
    """Clusters of a fleet name one router with different addresses of one family.

    They may be two devices, which a shared group describes at once; then alerts and router files call both the same. Or one
    device, and a wrong address: then one cluster has no session.
    """
    for router in bgp.routers:
        for address in router.addresses:
            yield Claim(
                what=f"router {router.name!r} at {address}",
                key=(router.name, family_of(address)),
                agreed=str(address),
                path="addresses",
                hint="give another device a name of its own, or correct the address",
                about=(router,),
            )


@claiming("bgp/pool-shared-behind-router", WARNING)
def pool_shared_behind_router(ctx: Context, bgp: Settings) -> Iterator[Claim]:
    """Two clusters of a fleet give away the same addresses behind the same router.

    It spreads connections for one address over both clusters: wanted for anycast alone.
    """
    pools = ctx.get(POOLS) or ()
    chosen = {str(pool.name): pool.services for pool in pools}
    advertisements = offered(bgp)
    for router in bgp.routers:
        heard = [one for one in advertisements if one.heard_by(router)]
        told = [pool for pool in pools if any(may_say(one, chosen, pool.services) for one in heard)]
        for address in router.addresses:
            for pool in told:
                for index, block in enumerate(pool.blocks):
                    yield Claim(
                        what=f"block {block} behind router {address}",
                        key=(str(address), f"IPv{block.version}"),
                        span=(block.first, block.last),
                        path=("blocks", index),
                        hint="give each cluster its own addresses, or the router spreads one address over both",
                        about=(pool,),
                    )
