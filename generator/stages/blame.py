"""From a verdict on a manifest to the line of the inventory or overlay that caused it, where that can be known."""

from __future__ import annotations

from typing import Any

from generator.core.component import Component
from generator.core.context import Context
from generator.core.diagnostics import UNCHECKED, Diagnostic, Note, Source
from generator.core.places import Keys, Locator, dotted
from generator.core.values import keys, offered
from generator.stages.judge import patched, place
from generator.stages.verdict import Verdict

_VALUES = ("spec", "values")


def shown(verdict: Verdict, ctx: Context, components: tuple[Component[Any], ...], locator: Locator) -> Diagnostic:
    """The verdict with its place; the manifest itself is named in a note."""
    source = _source(verdict, ctx, components, locator)
    notes: tuple[Note, ...] = ()
    if source.file != verdict.about.file:
        notes = (
            Note(
                Source(verdict.about.file),
                f"in {verdict.about.title}" + (f", {dotted(verdict.path)}" if verdict.path else ""),
            ),
        )
    return Diagnostic(
        code=verdict.code,
        severity=verdict.severity,
        message=verdict.message,
        hint=verdict.hint,
        source=source,
        notes=notes,
    )


def _source(verdict: Verdict, ctx: Context, components: tuple[Component[Any], ...], locator: Locator) -> Source:
    if verdict.severity == UNCHECKED:
        return Source(verdict.about.file)  # nobody's line is at fault, and to find one costs a second reading
    if (source := patched(verdict.about, verdict.path)) is not None:
        return source
    if verdict.path[:2] == _VALUES:
        found = _value(verdict.path[2:], verdict.about.name, ctx, components, verdict.about.owner, locator)
        if found is not None:
            return found
    return place(verdict.about, locator)


def _value(
    path: Keys, release: str, ctx: Context, components: tuple[Component[Any], ...], owner: str, locator: Locator
) -> Source | None:
    """Of a chart value: where the user wrote it under `values`, else the field that an offer followed from."""
    for component in components:
        section = component.section(ctx)[1] if component.name == owner else None
        written = getattr(section, "values", None)
        if isinstance(written, dict) and _has(written, path):
            return locator.source(section, ("values", *path), key=True)
    for offer in offered(ctx, release):
        if offer.about and path[: len(keys(offer.path))] == keys(offer.path):
            return locator.source(offer.about[0])
    return None


def _has(tree: Any, path: Keys) -> bool:
    for part in path:
        if isinstance(tree, dict) and part in tree:  # noqa: SIM114 - mypy narrows each branch
            tree = tree[part]
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return False
    return True
