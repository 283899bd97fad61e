"""`gen lint`: judge anybody's tree."""

from __future__ import annotations

import os
import sys

import click

from generator.cli.forms import FORMATS, form_option, machine
from generator.core.diagnostics import UNCHECKED, errors
from generator.exits import CLEAN, INVALID
from generator.reports.text import text


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
    for name, counted in done.counts.items():
        click.echo(f"{name}: " + ", ".join(f"{count} {state}" for state, count in counted.items()), err=True)
    return INVALID if errors(done.diagnostics) else CLEAN
