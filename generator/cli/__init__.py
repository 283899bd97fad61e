"""The command line: parse, call, print, exit. A module per verb; all work is done below."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from typing import Any

import click

from generator.cli.forms import FORM, failures
from generator.core.project import INVENTORY, Project
from generator.exits import CLEAN, guarded, interrupted

VERBS = ("init", "validate", "build", "diff", "plan", "lint", "explain", "schema", "completion")
"""In the order in which people meet them."""


class _Gen(click.Group):
    """Verbs in the order in which people meet them, and one place for failures."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in VERBS:
            return None
        found: click.Command = getattr(import_module(f"generator.cli.{cmd_name}"), cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """An unknown verb names the one that was meant."""
        if args[0] not in VERBS and not args[0].startswith("-"):
            from generator.core.suggest import did_you_mean

            ctx.fail(f"there is no verb {args[0]!r}; {did_you_mean(args[0], VERBS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        asked: list[Exception] = []

        def action() -> int:
            try:
                return _code(super(_Gen, self).invoke(ctx))
            except (click.ClickException, click.exceptions.Exit, click.Abort) as stop:
                asked.append(stop)  # click's own way of ending: usage, --help
                return CLEAN

        code = guarded(action, lambda found: failures(found, ctx.meta.get(FORM, "")))
        if asked:
            raise asked[0]
        return code


def _code(result: Any) -> int:
    return result if isinstance(result, int) else CLEAN


@click.group(cls=_Gen, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "GEN"})
@click.option("-C", "directory", default=".", metavar="DIR", help="Work in DIR instead of the current directory.")
@click.option("-f", "--file", "inventory", default=INVENTORY, metavar="FILE", show_default=True, help="The inventory.")
@click.version_option(None, "-V", "--version", package_name="infraflux", prog_name="gen")
@click.pass_context
def gen(ctx: click.Context, directory: str, inventory: str) -> None:
    """Compile inventory.yaml into the GitOps tree of a Cilium cluster.

    \b
    Start:      gen init && gen build
    Every day:  edit inventory.yaml, gen diff, gen build, commit
    Exit codes: 0 clean, 1 differences, 2 usage or environment, 3 invalid,
                4 internal error, 130 interrupted
    """
    ctx.obj = Project(root=directory, inventory=inventory)


def run() -> int:
    """Entry: exit code of whatever was asked."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")  # data is UTF-8, whatever the terminal is
    try:
        result = gen.main(standalone_mode=False)
    except click.NoSuchOption as stop:
        from generator.core.suggest import did_you_mean

        options = [one for one in stop.ctx.command.params if isinstance(one, click.Option)] if stop.ctx else []
        known = {name for one in options for name in one.opts if name.startswith("--")}
        click.UsageError(
            f"there is no option {stop.option_name!r}; {did_you_mean(stop.option_name, known)}", stop.ctx
        ).show()
        return 2
    except click.ClickException as stop:
        stop.show()
        return 2
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        return interrupted()
    return _code(result)
