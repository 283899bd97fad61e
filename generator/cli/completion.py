"""`gen completion`: for shells."""

from __future__ import annotations

import click

from generator.cli import gen


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    gen completion bash > /etc/bash_completion.d/gen
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click ships these three
    click.echo(kind(gen, {}, "gen", "_GEN_COMPLETE").source())
