"""`gen diff`: what would change."""

from __future__ import annotations

import sys

import click

from generator.cli.forms import colour, failures, form_option
from generator.core.diagnostics import errors
from generator.core.project import Project
from generator.exits import CLEAN, DIFFERENCES, INVALID
from generator.reports.text import text


@click.command()
@click.option("--base", metavar="REV", help="Compare with this revision instead of HEAD.")
@form_option("text", "markdown", "json", "unified")
@click.pass_obj
def diff(project: Project, base: str | None, form: str) -> int:
    """What the inventory would change, object by object. Exit 1 when anything differs.

    \b
    gen diff                            against HEAD
    gen diff --base origin/main -o markdown    for a pull request
    gen diff -o unified | less
    """
    from generator.commands.diff import compare
    from generator.reports import diff as report

    found = compare(project, base)
    sys.stderr.write(text(found.diagnostics, found.sources, colour=colour()))
    if errors(found.diagnostics):
        failures(found.diagnostics, form)
        return INVALID
    click.echo(f"compared with {found.base}", err=True)
    if form == "unified":
        sys.stdout.write(report.unified(found.old, found.new))
    else:
        sys.stdout.write({"text": report.text, "markdown": report.markdown, "json": report.json}[form](found.changes))
    return DIFFERENCES if found.changes else CLEAN
