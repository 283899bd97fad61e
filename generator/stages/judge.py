"""Run the checks on the settings and the rules on the object graph. What only follows from something else is not said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from generator.core.component import Component
from generator.core.context import Context
from generator.core.diagnostics import UNCHECKED, Diagnostic, Note, Source
from generator.core.graph import Graph
from generator.core.judgement import MISSHAPEN, Check, Finding, Problem, Rule
from generator.core.places import Locator


def check(ctx: Context, components: tuple[Component[Any], ...], locator: Locator) -> Iterator[Diagnostic]:
    """Every problem of the settings."""
    found: list[tuple[Check, Problem]] = []
    for component in components:
        on, section = component.section(ctx)
        if on and component.checks:
            found += ctx.remember_each(component.checks, partial(_problems, ctx, section), component.field)
    wrong = {(one.code, id(problem.about)) for one, problem in found}
    sound = [(one, p) for one, p in found if not any((code, id(p.about)) in wrong for code in one.spoiled)]
    return causes([(one, diagnostic(one.code, one.severity, problem, locator)) for one, problem in sound])


class Stopped(Struct, frozen=True):
    """A rule that ran into something: a document of the wrong shape, or a mistake of its own."""

    code: str
    error: Exception


def rule(
    ctx: Context, graph: Graph, components: tuple[Component[Any], ...], locator: Locator, stopped: list[Stopped]
) -> Iterator[Diagnostic]:
    """Every problem of the objects, shown at the inventory's line where one is known. Adds to `stopped`."""
    found: list[tuple[Rule, Finding]] = []
    for component in components:
        if component.rules:
            found += ctx.remember_each(component.rules, partial(_findings, ctx, graph, stopped))
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


def _problems(ctx: Context, section: Any, one: Check) -> list[Problem]:
    return list(one.run(ctx, section))


def _findings(ctx: Context, graph: Graph, stopped: list[Stopped], one: Rule) -> list[Finding]:
    """What there is to say is said of this cluster's own objects."""
    try:
        found = list(one.run(graph))
        return list(one.run(graph.alone())) if found else found
    except MISSHAPEN as error:
        if ctx.shared is not None:
            from generator.core.memo import Forgotten  # nothing that another cluster may take for sound

            raise Forgotten from error
        stopped.append(Stopped(one.code, error))
        return []


def unasked(stopped: Iterable[Stopped], source: Source, *, refused: bool) -> Iterator[Diagnostic]:
    """Say which rules a refused document stopped. Raises what stopped them where admission refuses nothing: a bug of ours."""
    for one in stopped:
        if not refused:
            raise one.error
        message = f"rule {one.code} was not asked: a manifest of the wrong shape stands in its way"
        yield Diagnostic(code="schema/rule-not-asked", severity=UNCHECKED, message=message, source=source)


def diagnostic(code: str, severity: str, problem: Problem, locator: Locator) -> Diagnostic:
    """A problem with its places."""
    source = locator.source(problem.about, problem.path, key=problem.key)
    notes = tuple(Note(locator.source(o.about, o.path), o.text) for o in problem.others)
    if problem.mirror is not None and notes[0].source.follows(source):
        return diagnostic(code, severity, problem.mirrored(), locator)
    return Diagnostic(
        code=code, severity=severity, message=problem.message, hint=problem.hint, source=source, notes=notes
    )
