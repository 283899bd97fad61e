"""Ask every component what it gives to the others."""

from __future__ import annotations

from typing import Any

from generator.core.component import Component
from generator.core.context import Context


def offer(ctx: Context, components: tuple[Component[Any], ...]) -> None:
    """In the order of the components: one may read what those that it requires have offered."""
    for component in components:
        on, section = component.section(ctx)
        if on and component.offer is not None:
            ctx.collect(component.offer(ctx, section))
