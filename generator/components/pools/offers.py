"""What pools give to other components."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.pools.settings import Pool
from generator.core.context import Context
from generator.core.offer import Offer, Unit


def offer(_ctx: Context, _pools: tuple[Pool, ...]) -> Iterator[Offer]:
    """Pools stand in the unit of everything that announces them."""
    yield Unit(path="cilium/bgp")
