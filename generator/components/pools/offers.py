"""What pools give to other components."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.pools.settings import Pool
from generator.core.context import Context
from generator.core.offer import AddressPool, Offer, Unit


def offer(_ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Offer]:
    """Pools stand in the unit of everything that announces them."""
    yield Unit(path="cilium/bgp")
    for pool in sorted(pools, key=lambda pool: pool.name):
        yield AddressPool(
            name=pool.name, blocks=pool.blocks, selector=pool.services, disabled=pool.disabled, about=(pool,)
        )
