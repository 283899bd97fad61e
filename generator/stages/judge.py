"""Run the checks on the settings and the rules on the object graph. What only follows from something else is not said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from generator.core.component import Component
from generator.core.context import Context
from generator.core.diagnostics import Diagnostic, Note
from generator.core.graph import Graph
from generator.core.judgement import Check, Problem, Rule
from generator.core.places import Locator


def check(ctx: Context, components: tuple[Component[Any], ...], locator: Locator) -> Iterator[Diagnostic]:
    """Every problem of the settings."""
    found: list[tuple[Check, Problem]] = []
    for component in components:
        on, section = component.section(ctx)
        if on:
            found += [(one, problem) for one in component.checks for problem in one.run(ctx, section)]
    wrong = {(one.code, id(problem.about)) for one, problem in found}
    sound = [(one, p) for one, p in found if not any((code, id(p.about)) in wrong for code in one.spoiled)]
    return causes([(one, diagnostic(one.code, one.severity, problem, locator)) for one, problem in sound])


def rule(graph: Graph, components: tuple[Component[Any], ...], locator: Locator, ctx: Context) -> Iterator[Diagnostic]:
    """Every problem of the objects, shown at the inventory's line where one is known."""
    found = [(one, finding) for component in components for one in component.rules for finding in one.run(graph)]
    if not found:
        return iter(())
    from generator.stages.blame import of_object  # only once there is something to say

    return causes([(one, of_object(one.code, one.severity, finding, ctx, locator)) for one, finding in found])


def causes(found: Sequence[tuple[Check | Rule, Diagnostic]]) -> Iterator[Diagnostic]:
    """Without what follows from another finding at the same place."""
    said = {(diagnostic.code, diagnostic.source) for _, diagnostic in found}
    for one, diagnostic in found:
        if not any((code, diagnostic.source) in said for code in one.follows):
            yield diagnostic


def diagnostic(code: str, severity: str, problem: Problem, locator: Locator) -> Diagnostic:
    """A problem with its places."""
    return Diagnostic(
        code=code,
        severity=severity,
        message=problem.message,
        hint=problem.hint,
        source=locator.source(problem.about, problem.path),
        notes=tuple(Note(locator.source(o.about, o.path), o.text) for o in problem.others),
    )
