"""`gen build`: compile the inventory and bring the tree on disk in line with it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generator.core import git, lock, state
from generator.core.changes import Changes, Outcome
from generator.core.diagnostics import CompileError, errors
from generator.core.project import Project
from generator.pipeline import Compiled
from generator.stages import write
from generator.stages.render import Files


class Options(Struct, frozen=True, kw_only=True):
    project: Project
    check: bool = False
    """Write nothing; say whether the tree is stale."""
    force: bool = False
    """Take over hand-edited and foreign files."""
    commit: bool = False
    """One commit of exactly the generated paths."""
    executor: str | None = None
    """Where clusters are compiled: None: here; `dask://…`."""


def build(options: Options) -> Outcome:
    """Raises lock.Busy, write.TreeError, git.GitError and OSError; an invalid inventory is an Outcome."""
    root = options.project.root
    if options.check:
        return _build(options)
    with lock.exclusive(root):
        write.clear(root)
        return _build(options)


def _build(options: Options) -> Outcome:
    from generator.commands.compile import compile_project

    project = options.project
    try:
        source, clusters = compile_project(project, options.executor)
    except CompileError as stop:
        return Outcome(diagnostics=stop.diagnostics, sources=_sources(project))
    found = tuple(d for cluster in clusters for d in cluster.diagnostics)
    if errors(found):
        return Outcome(diagnostics=found, sources=source, clusters=len(clusters))

    files: Files = {}
    for cluster in clusters:
        files |= cluster.files
    write.guard(project.root, files)
    before = state.read(project.root)
    changes = write.compare(project.root, files, before.get("outputs", {}), force=options.force)
    commit = None
    if not options.check:
        _remember(project, files, changes, before, done=False)
        write.apply(project.root, files, changes, _executable(clusters))
        _remember(project, files, changes, before, done=True)
        if options.commit and changes.written:
            commit = _commit(project, changes)
    return Outcome(
        diagnostics=found,
        changes=changes,
        sources=source,
        wrote=bool(changes.written) and not options.check,
        commit=commit,
        clusters=len(clusters),
    )


def _executable(clusters: tuple[Compiled, ...]) -> frozenset[str]:
    return frozenset(path for cluster in clusters for path in cluster.executable)


def _remember(project: Project, files: Files, changes: Changes, before: dict[str, Any], *, done: bool) -> None:
    """Before writing: whose contents are ours, should this run be cut short. After: what a run without changes compares."""
    left_alone = {*changes.kept, *changes.foreign}
    old = before.get("outputs", {})
    outputs: dict[str, Any] = {} if done else dict(old)
    for path, data in files.items():
        if path in left_alone:
            outputs |= {path: old[path]} if path in old else {}
        else:
            earlier = () if done else tuple(old.get(path, ())[1:2])
            outputs[path] = (state.stamp(project.path(path)) if done else None, git.blob_id(data), *earlier)
    content: dict[str, Any] = {"outputs": outputs}
    if done and not left_alone:
        content["inputs"] = inputs(project)
    state.write(project.root, content)


def inputs(project: Project) -> dict[str, Any]:
    """Everything that is read, with its stamp; directories stand for files that come or go."""
    paths = [project.inventory, *project.overlays(), *project.folders()]
    return {path: state.stamp(project.path(path)) for path in paths} | {
        "overlays": state.stamp(project.path("overlays"))
    }


def _commit(project: Project, changes: Changes) -> str:
    from generator.stages.summary import message

    repository = git.open_repository(project.root)
    if repository is None:
        raise git.GitError("--commit needs a git repository, and there is none here")
    return repository.commit(list(changes.written), message(project, repository, changes))


def _sources(project: Project) -> dict[str, bytes]:
    try:
        return {project.inventory: project.read(project.inventory)}
    except CompileError:
        return {}
