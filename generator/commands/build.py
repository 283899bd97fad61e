"""`gen build`: compile the inventory and bring the tree on disk in line with it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.commands import bring, past, reuse
from generator.commands.batch import read
from generator.commands.hold import Disk, Held
from generator.commands.intact import intact
from generator.commands.workers import Compiling, Workers, workers
from generator.core import git, lock, state
from generator.core.changes import Changes, Outcome
from generator.core.diagnostics import CompileError, Diagnostic, errors, ordered
from generator.core.fleet import Member
from generator.core.known import Known
from generator.core.layout import OWNED
from generator.core.project import Project
from generator.pipeline import collided, prepare, unsaid
from generator.stages import fleet, write
from generator.stages.load import Loaded


class Options(Struct, frozen=True, kw_only=True):
    project: Project
    check: bool = False
    """Write nothing; say whether the tree is stale."""
    force: bool = False
    """Take over hand-edited and foreign files."""
    commit: bool = False
    """One commit of exactly the generated paths."""
    executor: str | None = None
    """Where clusters are compiled: `serial`, `processes[:N]`, `dask://host:port`; None: as it pays."""
    tell: Callable[[int, int], None] = lambda _done, _all: None
    """Hears how many of how many clusters are compiled."""


def build(options: Options) -> Outcome:
    """Raises lock.Busy, write.TreeError, git.GitError, ExecutorError and OSError; an invalid inventory is an Outcome."""
    root = options.project.root
    if options.check:
        return _build(options, state.read(root))
    with lock.exclusive(root):
        before = state.read(root)
        present = {top for top in OWNED if os.path.lexists(f"{root}/{top}")}
        write.clear(root, Known(before).journaled(), everywhere=bool(present) and not before)
        outcome = None
        try:
            outcome = _build(options, before)
        finally:
            if outcome is None or not outcome.wrote:
                _undo(root, present)
        return outcome


def _undo(root: str, present: set[str]) -> None:
    """What waits aside goes, and a directory that was made for it."""
    write.clear(root, (), everywhere=False)
    for top in OWNED:
        if top not in present:
            with suppress(OSError):
                os.rmdir(f"{root}/{top}")


def _build(options: Options, before: dict[str, Any]) -> Outcome:
    project = options.project
    sources: dict[str, bytes] = {}
    with intact(project.root, {} if options.force else before) as looking:
        try:
            listed = project.overlays()
            stamps = reuse.inputs(project, listed)  # what changes while it is read is read again next time
            sources[project.inventory] = project.read(project.inventory)
            sources |= {path: project.read(path) for path in listed}
            loaded = read(project.inventory, sources[project.inventory])
            overlays = {path: data for path, data in sources.items() if path != project.inventory}
            said, members = prepare(loaded, overlays)
        except CompileError as stop:
            return Outcome(diagnostics=stop.diagnostics, sources=sources)
        several = fleet.is_fleet(loaded.raw)
        digests = reuse.digests(members, overlays, leveled=several)
        last = reuse.Last({} if options.force else before, digests, stamps)
        disk = Disk(root=project.root, known=Known(before), write=not options.check)
        with workers(project.root, options.executor) as pool:
            compiling = Compiling(pool, loaded, overlays, disk, tell=options.tell)
            held = compiling.of(last.stale)
            if len(last.stale) < len(members):  # another process looks at the rest meanwhile
                held += compiling.of(last.keep(looking.found()))
            astray = past.astray(project, loaded, members)
            more = unsaid(_findings(held, last, loaded, overlays, members), said)
            found = ordered((*said, *astray, *more))
            outcome = Outcome(diagnostics=found, sources=sources, clusters=len(members), fleet=several)
            return outcome if errors(found) else _bring(options, outcome, disk, pool, held, last)


def _findings(
    held: list[Held], last: reuse.Last, loaded: Loaded, overlays: dict[str, bytes], members: tuple[Member, ...]
) -> Iterator[Diagnostic]:
    for one in held:
        yield from one.batch.diagnostics
    yield from last.unchecked()
    claims = [*last.claims(), *(c for one in held for cluster in one.batch.clusters.values() for c in cluster.claims)]
    yield from collided(claims, loaded, overlays, members)


def _bring(
    options: Options, outcome: Outcome, disk: Disk, pool: Workers, held: list[Held], last: reuse.Last
) -> Outcome:
    """The tree in line with what was compiled."""
    root, several = disk.root, outcome.fleet
    plan = bring.plan(disk, held, last, several=several, force=options.force)
    outcome = replace(outcome, changes=plan.changes)
    touched = past.touched((*plan.changes.changed, *plan.changes.removed), several=several)
    if touched:  # reading a thousand clusters out of HEAD would cost more than compiling one
        judged = pool.over(lambda one: past.judge(root, one, touched), held)
        outcome = replace(outcome, diagnostics=ordered((*outcome.diagnostics, *(d for one in judged for d in one))))
    if options.check or errors(outcome.diagnostics):
        return outcome
    if options.commit and plan.changes.written:
        _repository(options.project)  # asked for before anything is written
    reuse.journal(root, disk.known, held, plan.changes)
    stamps = plan.bring(pool)
    reuse.remember(root, last, disk.known, held, stamps, plan.changes, _said(outcome))
    commit = _commit(options.project, plan.changes) if options.commit and plan.changes.written else None
    return replace(outcome, wrote=bool(plan.changes.written), commit=commit)


def _said(outcome: Outcome) -> str:
    """Warnings are said again by a run without changes."""
    if not outcome.diagnostics:
        return ""
    from generator.reports.text import text

    return text(outcome.diagnostics, outcome.sources)


def _commit(project: Project, changes: Changes) -> str:
    from generator.stages.summary import message

    repository = _repository(project)
    try:
        return repository.commit(list(changes.written), message(project, repository, changes))
    except git.GitError as stop:
        raise git.GitError(f"the files are written, and not committed: {stop}") from None


def _repository(project: Project) -> git.Repository:
    found = git.open_repository(project.root)
    if found is None:
        raise git.GitError("--commit needs a git repository, and there is none here")
    return found
