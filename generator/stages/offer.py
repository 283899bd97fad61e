"""Ask every component what it gives to the others, and what its cluster claims in a fleet."""

from __future__ import annotations

from functools import partial
from typing import Any

from generator.core.component import Component
from generator.core.context import Context
from generator.core.offer import Offer


def offer(ctx: Context, components: tuple[Component[Any], ...]) -> None:
    """In the order of the components: one may read what those that it requires have offered."""
    for component in components:
        on, section = component.section(ctx)
        if on and component.offer is not None:
            ctx.collect(ctx.remember(component.offer, partial(_given, component, ctx, section), component.field))
        for one in component.claims if on and ctx.fleet else ():
            ctx.collect(ctx.remember(one.run, partial(one.claims, ctx, section), component.field))


def _given(component: Component[Any], ctx: Context, section: Any) -> list[Offer]:
    return list(component.offer(ctx, section)) if component.offer else []
