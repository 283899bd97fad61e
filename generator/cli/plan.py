"""`gen plan`: in which order things happen."""

from __future__ import annotations

import sys

import click

from generator.cli.forms import colour, form_option
from generator.core.project import Project
from generator.exits import CLEAN, INVALID, USAGE
from generator.reports.text import text


@click.command()
@click.option("--from-empty", is_flag=True, help="Walk a cluster that has nothing but its node-side bootstrap.")
@click.option(
    "--from",
    "sources",
    metavar="WHAT,…",
    help="Steps of a migration: canal, calico, kube-proxy, metallb, traefik, ingress-nginx.",
)
@form_option("text", "json")
@click.pass_obj
def plan(project: Project, form: str, sources: str | None, *, from_empty: bool) -> int:
    """In which order things happen.

    \b
    gen plan --from-empty                     what becomes ready when, and who owns what
    gen plan --from canal,kube-proxy > migration.md
    """
    from generator.commands.plan import plan as run_plan
    from generator.reports import plan as report

    if sources:
        from generator.commands import migrate

        try:
            click.echo(migrate.plan(project, tuple(part.strip() for part in sources.split(","))), nl=False)
        except migrate.Unknown as stop:
            click.echo(str(stop), err=True)
            return USAGE
        return CLEAN
    if not from_empty:
        click.echo(
            "say from where: --from-empty, or --from canal,calico,kube-proxy,metallb,traefik,ingress-nginx (those that are there)",
            err=True,
        )
        return USAGE
    done = run_plan(project)
    sys.stderr.write(text(done.diagnostics, done.sources, colour=colour()))
    sys.stdout.write(report.json(done.clusters, done.diagnostics) if form == "json" else report.text(done.clusters))
    return CLEAN if done.complete else INVALID
