"""`gen schema`: schemas for editors and of foreign kinds."""

from __future__ import annotations

import sys

import click

from generator.core.project import Project
from generator.exits import CLEAN, INVALID


@click.group(invoke_without_command=True)
@click.option("--docs", is_flag=True, help="The reference as Markdown instead.")
@click.pass_context
def schema(ctx: click.Context, *, docs: bool) -> None:
    """JSON Schema of the inventory, schemas of foreign kinds.

    \b
    gen schema > schemas/inventory.schema.json
    gen schema add crds/                kinds that overlays bring
    """
    from generator.commands import schema as verb

    if ctx.invoked_subcommand is None:
        sys.stdout.write(verb.docs() if docs else verb.schema())


@schema.command("add")
@click.argument("source", type=click.Path(exists=True))
@click.pass_obj
def schema_add(project: Project, source: str) -> int:
    """Keep the CRDs of a file or directory in overlays/crds/. Then their kinds are checked."""
    from generator.commands import schema as verb

    try:
        written = verb.add(project, source)
    except verb.NotACrd as stop:
        click.echo(str(stop), err=True)
        return INVALID
    click.echo("\n".join(f"wrote {path}" for path in written), err=True)
    return CLEAN
