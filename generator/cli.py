"""The command line: parse, call, print, exit. All work is done below."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from generator.core.diagnostics import UNCHECKED, errors
from generator.core.project import INVENTORY, Project
from generator.exits import CLEAN, DIFFERENCES, INVALID, USAGE, guarded
from generator.plain import code, say
from generator.reports.text import text

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("text", "json", "github", "sarif")


class _Gen(click.Group):
    """Verbs in the order in which people meet them, and one place for failures."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        return guarded(lambda: _code(super(_Gen, self).invoke(ctx)))


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
    Start:      gen init > inventory.yaml && gen build
    Every day:  edit inventory.yaml, gen diff, gen build, commit
    Exit codes: 0 clean, 1 differences, 2 usage or environment, 3 invalid,
                4 internal error, 130 interrupted
    """
    ctx.obj = Project(root=directory, inventory=inventory)


def _format(*names: str) -> Callable[[F], F]:
    return click.option(
        "-o",
        "--output",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="Form of the report.",
    )


@gen.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the tree is stale.")
@click.option("--exit-code", is_flag=True, help="Exit 1 when anything was written (for hooks).")
@click.option("--force", is_flag=True, help="Take over generated files that were edited by hand.")
@click.option("--commit", is_flag=True, help="Commit exactly the generated files.")
@click.option("--executor", metavar="URL", help="Compile a large fleet elsewhere: processes, dask://host:port.")
@_format(*FORMATS)
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

    done = run_build(Options(project=project, check=check, force=force, commit=commit, executor=executor))
    _report(done, form, check=check)
    return code(done, check=check, exit_code=exit_code)


@gen.command()
@_format(*FORMATS)
@click.pass_obj
def validate(project: Project, form: str) -> int:
    """Everything a build would refuse or warn of; nothing is written.

    \b
    gen validate
    gen validate -o sarif > findings.sarif
    """
    from generator.commands.validate import validate as run_validate

    done = run_validate(project)
    _report(done, form, check=True)
    if not done.diagnostics and form == "text":
        click.echo(f"valid: {done.clusters} cluster{'s' if done.clusters != 1 else ''}", err=True)
    return INVALID if done.invalid else CLEAN


@gen.command()
@click.option("--base", metavar="REV", help="Compare with this revision instead of HEAD.")
@_format("text", "markdown", "json", "unified")
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
    sys.stderr.write(text(found.diagnostics, found.sources, colour=_colour()))
    if errors(found.diagnostics):
        return INVALID
    if form == "unified":
        sys.stdout.write(report.unified(found.old, found.new))
    else:
        sys.stdout.write({"text": report.text, "markdown": report.markdown, "json": report.json}[form](found.changes))
    return DIFFERENCES if found.changes else CLEAN


@gen.command()
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
    click.echo(f"wrote {path}; next: look through it, then `gen build`", err=True)
    return CLEAN


@gen.command()
@click.option("--from-empty", is_flag=True, help="Walk a cluster that has nothing but its node-side bootstrap.")
@click.option(
    "--from", "sources", metavar="WHAT,…", help="Steps of a migration: canal, calico, kube-proxy, metallb, traefik."
)
@_format("text", "json")
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
        from generator.commands.migrate import plan as migrate

        click.echo(migrate(project, tuple(part.strip() for part in sources.split(","))))
        return CLEAN
    if not from_empty:
        click.echo("say from where: --from-empty, or --from canal,kube-proxy,metallb,traefik", err=True)
        return USAGE
    done = run_plan(project)
    sys.stderr.write(text(done.diagnostics, done.sources, colour=_colour()))
    sys.stdout.write(report.json(done.clusters) if form == "json" else report.text(done.clusters))
    return CLEAN if done.complete else INVALID


@gen.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@_format(*FORMATS)
def lint(paths: tuple[str, ...], form: str) -> int:
    """Judge any tree of manifests: schemas, chart values, and the rules that join objects.

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
        _machine(done.diagnostics, form)
    else:
        failed = [d for d in done.diagnostics if d.severity != UNCHECKED]
        sys.stdout.write(text(failed, done.sources, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    for name, counted in done.counts.items():
        click.echo(f"{name}: " + ", ".join(f"{count} {state}" for state, count in counted.items()), err=True)
    return INVALID if errors(done.diagnostics) else CLEAN


@gen.command()
@click.argument("subject", required=False)
@click.option("--secrets", is_flag=True, help="Which secrets must exist where, and why.")
@click.pass_obj
def explain(project: Project, subject: str | None, *, secrets: bool) -> int:
    """What a code means, or where a value of the inventory comes from.

    \b
    gen explain bgp/peer-off-link       a code
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
        else:
            answers = [verb.code(subject)] if "/" in subject else verb.path(project, subject)
    except verb.Unknown as stop:
        click.echo(str(stop), err=True)
        return USAGE
    for one in answers:
        click.echo(one.title + (f"  ({one.source})" if one.source else ""))
        click.echo("  " + one.text.replace("\n", "\n  ").rstrip())
    return CLEAN


@gen.group(invoke_without_command=True)
@click.option("--docs", is_flag=True, help="The reference as Markdown instead.")
@click.pass_context
def schema(ctx: click.Context, *, docs: bool) -> None:
    """The JSON Schema of the inventory, for editors; schemas of foreign kinds.

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
    """Keep the CRDs in a file or directory under overlays/crds/, so that their kinds are checked."""
    from generator.commands import schema as verb

    try:
        written = verb.add(project, source)
    except verb.NotACrd as stop:
        click.echo(str(stop), err=True)
        return INVALID
    click.echo("\n".join(f"wrote {path}" for path in written), err=True)
    return CLEAN


@gen.command()
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


def _colour() -> bool:
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ


def _report(done: Any, form: str, *, check: bool) -> None:
    """Findings in a machine's form go to stdout: they are data. For people they go to stderr."""
    if form == "text":
        sys.stderr.write(say(done, colour=_colour(), check=check))
    elif form == "json":
        from generator.reports.json import document, problems
        from generator.reports.outcome import changes

        sys.stdout.write(document(problems=problems(done.diagnostics), changes=changes(done)))
    else:
        _machine(done.diagnostics, form)


def _machine(diagnostics: Any, form: str) -> None:
    if form == "github":
        from generator.reports.github import github

        sys.stdout.write(github(diagnostics))
    else:
        from generator.reports.sarif import sarif

        sys.stdout.write(sarif(diagnostics))


def run() -> int:
    """Entry: exit code of whatever was asked."""
    try:
        result = gen.main(standalone_mode=False)
    except click.ClickException as stop:
        stop.show()
        return 2
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    return _code(result)
