"""`gen lint`: judge anybody's tree."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

import click

from generator.cli.forms import FORMATS, form_option, machine
from generator.core.diagnostics import UNCHECKED, Diagnostic, errors
from generator.exits import CLEAN, INVALID
from generator.reports.text import text

MOST = 10
"""Things that were not checked, by name: of foreign trees there may be hundreds."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@form_option(*FORMATS)
def lint(paths: tuple[str, ...], form: str) -> int:
    """Judge any tree of manifests. By schemas, chart values, and the rules that join objects.

    All paths together are taken as one cluster's tree.

    \b
    gen lint kubernetes/
    gen lint -o sarif kubernetes/apps/kube-system > findings.sarif
    """
    from generator.commands.lint import lint as run_lint
    from generator.reports.json import document, problems

    done = run_lint(paths)
    if form == "json":
        sys.stdout.write(document(problems=problems(done.diagnostics), counts=done.counts))
    elif form != "text":
        machine(done.diagnostics, form)
    else:
        failed = [d for d in done.diagnostics if d.severity != UNCHECKED]
        sys.stdout.write(text(failed, done.sources, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
        for line in _unchecked(done.diagnostics):
            click.echo(line, err=True)
    for name, counted in done.counts.items():
        click.echo(f"{name}: " + ", ".join(f"{count} {state}" for state, count in counted.items()), err=True)
    return INVALID if errors(done.diagnostics) else CLEAN


def _unchecked(found: Iterable[Diagnostic]) -> Iterator[str]:
    """A line for each thing that was not checked, files that could not even be read first."""
    left = sorted((one for one in found if one.severity == UNCHECKED), key=lambda one: one.code != "lint/unread")
    for one in left[:MOST]:
        yield f"{one.source}: not checked: {one.message} [{one.code}]"
    if len(left) > MOST:
        yield f"… and {len(left) - MOST} more that were not checked: `-o json` names all of them"
