"""`gen build`: bring the tree in line."""

from __future__ import annotations

import click

from generator.cli.forms import FORMATS, form_option, report_outcome
from generator.core.project import Project
from generator.plain import code, progress


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the tree is stale.")
@click.option("--exit-code", is_flag=True, help="Exit 1 when anything was written (for hooks).")
@click.option("--force", is_flag=True, help="Take over generated files that were edited by hand.")
@click.option("--commit", is_flag=True, help="Commit exactly the generated files.")
@click.option("--executor", metavar="URL", help="Compile a large fleet elsewhere: processes, dask://host:port.")
@form_option(*FORMATS)
@click.pass_obj
def build(
    project: Project, form: str, *, check: bool, exit_code: bool, force: bool, commit: bool, executor: str | None
) -> int:
    """Compile, and bring the tree in line.

    \b
    gen build                 write what differs
    gen build --check         for CI: is the tree up to date?
    gen build --exit-code     for pre-commit: fail when files were written
    gen build --commit        write, then commit the generated files only
    """
    from generator.commands.build import Options
    from generator.commands.build import build as run_build

    with progress() as tell:
        done = run_build(
            Options(project=project, check=check, force=force, commit=commit, executor=executor, tell=tell)
        )
    report_outcome(done, form, check=check)
    return code(done, check=check, exit_code=exit_code)
