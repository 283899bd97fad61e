"""Settings and offers -> artifacts, each with the name of the component that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from generator.core.artifact import Artifact
from generator.core.component import Component
from generator.core.context import Context
from generator.core.graph import Graph, Object

Made = tuple[str, Artifact]


def emit(ctx: Context, components: tuple[Component[Any], ...]) -> list[Made]:
    """What each component makes of its own settings and of all offers."""
    made: list[Made] = []
    for component in components:
        if component.emit is None:
            continue
        on, section = component.section(ctx)
        if on:
            new = ctx.remember(component.emit, partial(_emitted, component, ctx, section), component.field)
            made.extend((component.name, artifact) for artifact in new)
    return made


def link(
    ctx: Context,
    components: tuple[Component[Any], ...],
    objects: Iterable[Object],
    stand: Callable[[Iterable[Made]], Iterable[Object]],
) -> list[Made]:
    """What can only be made once every object is known. Later components see what earlier ones linked.

    `stand` says where artifacts will stand, as objects of the graph.
    """
    made: list[Made] = []
    known = tuple(objects)
    graph = ctx.graph(known, last=False)
    for component in components:
        if component.link is None:
            continue
        on, section = component.section(ctx)
        if on:
            new = ctx.remember(component.link, partial(_linked, component, ctx, section, graph), component.field)
            mine: list[Made] = [(component.name, artifact) for artifact in new]
            made += mine
            if more := tuple(stand(mine)):
                known = (*known, *more)
                graph = ctx.graph(known, last=False)
    return made


def _emitted(component: Component[Any], ctx: Context, section: Any) -> list[Artifact]:
    return list(component.emit(ctx, section)) if component.emit else []


def _linked(component: Component[Any], ctx: Context, section: Any, graph: Graph) -> list[Artifact]:
    return list(component.link(ctx, section, graph)) if component.link else []
