"""What the verbs share: forms of reports, and where they go."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from generator.core.changes import Outcome
from generator.core.diagnostics import ERROR, Diagnostic, Source
from generator.plain import say

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("text", "json", "github", "sarif")
FORM = "generator.form"
"""Where click keeps the form that was asked for, for who has to say that all failed."""


def form_option(*names: str) -> Callable[[F], F]:
    return click.option(
        "-o",
        "--output",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        callback=_remembered,
        help="Form of the report.",
    )


def _remembered(ctx: click.Context, _option: click.Parameter, form: str) -> str:
    ctx.meta[FORM] = form
    return form


def colour() -> bool:
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ


def report_outcome(done: Any, form: str, *, check: bool) -> None:
    """Findings in a machine's form go to stdout: they are data. For people they go to stderr."""
    if form == "text":
        sys.stderr.write(say(done, colour=colour(), check=check))
    elif form == "json":
        from generator.reports.json import document, problems
        from generator.reports.outcome import changes

        sys.stdout.write(document(problems=problems(done.diagnostics), changes=changes(done)))
    else:
        machine((*done.diagnostics, *(stale(done) if check else ())), form)


def failures(found: Sequence[Diagnostic], form: str) -> None:
    """That a verb came to nothing, in the form that was asked for: whoever reads stdout reads why."""
    if form == "json":
        from generator.reports.json import document, problems

        sys.stdout.write(document(problems=problems(found)))
    elif form in ("github", "sarif"):
        machine(found, form)


def stale(done: Outcome) -> list[Diagnostic]:
    """Under --check: every file that is not as the inventory says, as a finding at that file."""
    if done.changes is None:
        return []
    changes = done.changes
    said = [(path, "is not generated yet") for path in changes.added]
    said += [(path, "is not what the inventory says") for path in changes.changed]
    said += [(path, "is no longer generated") for path in changes.removed]
    said += [(path, "was edited by hand") for path in changes.kept]
    said += [(path, "stands where a generated file belongs") for path in changes.foreign]
    hint = "run `gen build` and commit, or move hand edits into overlays/"
    return [
        Diagnostic(code="tree/stale", severity=ERROR, message=words, hint=hint, source=Source(path))
        for path, words in said
    ]


def machine(diagnostics: Any, form: str) -> None:
    if form == "github":
        from generator.reports.github import github

        sys.stdout.write(github(diagnostics))
    else:
        from generator.reports.sarif import sarif

        sys.stdout.write(sarif(diagnostics))
