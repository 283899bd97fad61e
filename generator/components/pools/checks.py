"""What a valid-looking `pools:` section can still get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from generator.components.pools.settings import Pool
from generator.core.context import Context
from generator.core.judgement import Other, Problem, check
from generator.core.net import Block


@check("pools/overlap")
def overlap(_ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Problem]:
    """Two blocks share addresses.

    Cilium marks the later pool `Conflicting` and gives none of its addresses away; Services stay pending
    (operator/pkg/lbipam, Cilium 1.18-1.20).
    """
    blocks: list[tuple[Pool, int, Block]] = [(p, i, b) for p in pools for i, b in enumerate(p.blocks)]
    blocks.sort(key=lambda item: (item[2].version, item[2].first))
    for (first, i, one), (second, j, two) in combinations(blocks, 2):
        if two.version != one.version or two.first > one.last:
            continue
        yield Problem(
            second,
            ("blocks", j),
            f"block {two} of pool {second.name!r} overlaps {one} of pool {first.name!r}",
            hint="give each address to one pool only",
            others=(Other(first, ("blocks", i), f"{one} is here"),),
        )
