"""A policy has one selector of Services: a policy of several pools becomes several objects."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.components.l2.settings import Policy, Settings
from generator.components.pools import COMPONENT as POOLS
from generator.core.context import Context
from generator.core.selector import Selector


class Announced(Struct, frozen=True):
    """One CiliumL2AnnouncementPolicy."""

    name: str
    policy: Policy
    services: Selector | None
    """None: all."""


def announced(ctx: Context, l2: Settings) -> Iterator[Announced]:
    """All of them, by name."""
    selectors = {str(pool.name): pool.services for pool in ctx.get(POOLS) or ()}
    for policy in sorted(l2.policies, key=lambda policy: policy.name):
        pools = sorted(policy.pools)
        if not pools:
            yield Announced(policy.name, policy, policy.services)
        for pool in pools:
            yield Announced(policy.name if len(pools) == 1 else f"{policy.name}-{pool}", policy, selectors.get(pool))
