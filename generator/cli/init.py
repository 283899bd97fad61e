"""`gen init`: a first inventory."""

from __future__ import annotations

import click

from generator.core.project import Project
from generator.exits import CLEAN, USAGE


@click.command()
@click.option("--name", default="lab", show_default=True, help="Name of the cluster.")
@click.option("--domain", default="example.com", show_default=True, help="DNS zone of the cluster.")
@click.option(
    "--distribution", type=click.Choice(("rke2", "k3s", "talos", "kubeadm")), default="rke2", show_default=True
)
@click.option(
    "--repository", default="https://github.com/example/lab", show_default=True, help="Git repository for Flux."
)
@click.pass_obj
def init(project: Project, name: str, domain: str, distribution: str, repository: str) -> int:
    """Write a first inventory that builds. An existing one is never overwritten.

    \b
    gen init && gen build
    gen init --distribution talos --domain home.example.net
    """
    from generator.commands.init import Options
    from generator.commands.init import init as run_init

    options = Options(project=project, name=name, domain=domain, distribution=distribution, repository=repository)
    try:
        path = run_init(options)
    except FileExistsError:
        click.echo(f"{project.inventory} exists already, and is left as it is", err=True)
        return USAGE
    except ValueError as wrong:
        click.echo(str(wrong), err=True)
        return USAGE
    click.echo(
        f"wrote {path}; next: look through it, then `gen build`\nwith `nodes:` listed, infra/ gets node files too",
        err=True,
    )
    return CLEAN
