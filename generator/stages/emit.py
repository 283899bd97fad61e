"""Settings and offers -> artifacts, each with the name of the component that made it."""

from __future__ import annotations

from typing import Any

from generator.core.artifact import Artifact
from generator.core.component import Component
from generator.core.context import Context
from generator.core.graph import Graph

Made = tuple[str, Artifact]


def emit(ctx: Context, components: tuple[Component[Any], ...]) -> list[Made]:
    """What each component makes of its own settings and of all offers."""
    made: list[Made] = []
    for component in components:
        on, section = component.section(ctx)
        if on and component.emit is not None:
            made.extend((component.name, artifact) for artifact in component.emit(ctx, section))
    return made


def link(ctx: Context, components: tuple[Component[Any], ...], graph: Graph) -> list[Made]:
    """What can only be made once every object is known."""
    made: list[Made] = []
    for component in components:
        on, section = component.section(ctx)
        if on and component.link is not None:
            made.extend((component.name, artifact) for artifact in component.link(ctx, section, graph))
    return made
