"""`gen explain`: codes, paths, secrets."""

from __future__ import annotations

import click

from generator.core.project import Project
from generator.exits import CLEAN, USAGE


@click.command()
@click.argument("subject", required=False)
@click.option("--secrets", is_flag=True, help="Which secrets must exist where, and why.")
@click.pass_obj
def explain(project: Project, subject: str | None, *, secrets: bool) -> int:
    """What a code means, or where a value comes from.

    \b
    gen explain bgp/peer-off-link       a code
    gen explain bgp/                    all codes that begin so
    gen explain cilium.routing          a path: value, line or rule
    gen explain --secrets               what must exist before and beside the tree
    gen explain                         all codes
    """
    from generator.commands import explain as verb

    try:
        if secrets:
            answers = verb.secrets(project)
        elif subject is None:
            click.echo("\n".join(verb.codes()))
            return CLEAN
        elif subject.endswith("/") and (family := verb.family(subject)):
            click.echo("\n".join(family))
            return CLEAN
        else:
            answers = [verb.code(subject)] if "/" in subject else verb.path(project, subject)
    except verb.Unknown as stop:
        also = f"; codes: gen explain {subject}/" if subject and verb.family(subject) else ""
        click.echo(f"{stop}{also}", err=True)
        return USAGE
    for one in answers:
        click.echo(one.title + (f"  ({one.source})" if one.source else ""))
        click.echo("  " + one.text.replace("\n", "\n  ").rstrip())
    return CLEAN
