"""`gen validate`: judge, write nothing."""

from __future__ import annotations

import click

from generator.cli.forms import FORMATS, form_option, report_outcome
from generator.core.project import Project
from generator.exits import CLEAN, INVALID


@click.command()
@form_option(*FORMATS)
@click.pass_obj
def validate(project: Project, form: str) -> int:
    """Say all that a build would refuse or warn of; write nothing.

    \b
    gen validate
    gen validate -o sarif > findings.sarif
    """
    from generator.commands.validate import validate as run_validate

    done = run_validate(project)
    report_outcome(done, form, check=True)
    if not done.invalid and form == "text":
        click.echo(f"valid: {done.clusters} cluster{'s' if done.clusters != 1 else ''}", err=True)
    return INVALID if done.invalid else CLEAN
