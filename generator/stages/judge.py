"""Run the checks on the settings and the rules on the object graph."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from generator.core.component import Component
from generator.core.context import Context
from generator.core.diagnostics import Diagnostic, Note, Source
from generator.core.graph import Graph, Object
from generator.core.judgement import Check, Finding, Problem, Rule
from generator.core.places import Keys, Locator, dotted, keys


def check(ctx: Context, components: tuple[Component[Any], ...], locator: Locator) -> Iterator[Diagnostic]:
    """Every problem of the settings."""
    for component in components:
        on, section = component.section(ctx)
        if on and component.checks:
            judge = partial(_problems, ctx, component, section)
            for one, problem in ctx.remember(component.checks, judge, component.field, _none):
                yield diagnostic(one.code, one.severity, problem, locator)


def rule(ctx: Context, graph: Graph, components: tuple[Component[Any], ...], locator: Locator) -> Iterator[Diagnostic]:
    """Every problem of the objects, shown at the inventory's line where one is known."""
    for component in components:
        if component.rules:
            for one, finding in ctx.remember(component.rules, partial(_findings, ctx, component, graph), "", _none):
                yield _of_object(one.code, one.severity, finding, locator)


def _problems(ctx: Context, component: Component[Any], section: Any) -> list[tuple[Check, Problem]]:
    """All checks of a component are asked at once, and each by itself where something that one of them reads differs."""
    return [
        (one, problem)
        for one in component.checks
        for problem in ctx.remember(one, partial(_run, one, ctx, section), component.field, _none)
    ]


def _findings(ctx: Context, component: Component[Any], graph: Graph) -> list[tuple[Rule, Finding]]:
    return [
        (one, finding)
        for one in component.rules
        for finding in ctx.remember(one, partial(_judged, one, graph), "", _none)
    ]


def _run(one: Check, ctx: Context, section: Any) -> list[Problem]:
    return list(one.run(ctx, section))


def _judged(one: Rule, graph: Graph) -> list[Finding]:
    """What there is to say is said of this cluster's own objects."""
    found = list(one.run(graph))
    return list(one.run(graph.alone())) if found else found


def _none(found: list[Any]) -> bool:
    """What is to be said of one cluster is about its own objects, so it serves no other."""
    return not found


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


def _of_object(code: str, severity: str, finding: Finding, locator: Locator) -> Diagnostic:
    path = keys(finding.path)
    source = (patched(finding.about, path) if path else None) or place(finding.about, locator)
    notes = [Note(place(o, locator), text) for o, _, text in finding.others]
    where = dotted(path)
    if source.file != finding.about.file:
        notes.insert(0, Note(Source(finding.about.file), f"in {finding.about.title}" + (f", {where}" if where else "")))
    return Diagnostic(
        code=code, severity=severity, message=finding.message, hint=finding.hint, source=source, notes=tuple(notes)
    )


def patched(item: Object, path: Keys) -> Source | None:
    """The overlay's line that wrote what stands at a path, or what is nearest around it, or below it.

    Of several overlays the latest has the word.
    """
    around: tuple[Keys, Source] | None = None
    below: Source | None = None
    for written, source in reversed(item.patches):
        at = written[:-1] if written[-1:] == ("-",) else written  # JSON 6902: at the end of the list
        if path[: len(at)] == at:
            if around is None or (source.file == around[1].file and len(at) > len(around[0])):
                around = (at, source)
        elif below is None and at[: len(path)] == path:
            below = source
    return around[1] if around and (around[0] or not below) else below


def place(item: Object, locator: Locator) -> Source:
    """The inventory's line behind an object, else its own file."""
    for about in item.about:
        if isinstance(about, Source):  # from an overlay: it knows its own place
            return about
        if locator.path(about):
            return locator.source(about)
    return Source(item.file)
