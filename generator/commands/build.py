"""`gen build`: compile the inventory and bring the tree on disk in line with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from generator.commands import past, reuse
from generator.commands.batch import Batch, read
from generator.commands.workers import Workers, paths, workers
from generator.core import git, lock, state
from generator.core.changes import Changes, Outcome
from generator.core.diagnostics import CompileError, Diagnostic, errors, ordered
from generator.core.project import Project
from generator.pipeline import prepare
from generator.stages import fleet, write
from generator.stages.claims import colliding, collisions


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
        return _build(options)
    with lock.exclusive(root):
        write.clear(root)
        return _build(options)


def _build(options: Options) -> Outcome:
    project = options.project
    sources: dict[str, bytes] = {}
    try:
        sources[project.inventory] = project.read(project.inventory)
        sources |= {path: project.read(path) for path in project.overlays()}
        loaded = read(project.inventory, sources[project.inventory])
        overlays = {path: data for path, data in sources.items() if path != project.inventory}
        warnings, members = prepare(loaded, overlays)
    except CompileError as stop:
        return Outcome(diagnostics=stop.diagnostics, sources=sources)

    before = state.read(project.root)
    digests = reuse.digests(members, overlays)
    kept = {} if options.force else reuse.unchanged(project.root, before, digests)
    todo = tuple(member.name for member in members if member.name not in kept)
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        done += count
        options.tell(done, len(todo))

    with workers(project.root, options.executor, len(todo)) as pool:
        batches = pool.compile(loaded, overlays, todo, placed=len(members) > 1, tell=tell) if todo else []
        claims = (*reuse.claims(before, kept, loaded), *(claim for batch in batches for claim in batch.claims))
        if colliding(claims):
            claims = reuse.placed(claims, loaded)
        unchecked = reuse.unchecked(before, kept, loaded)
        astray = past.astray(project, loaded, members)
        found = ordered(
            (*warnings, *astray, *(d for b in batches for d in b.diagnostics), *unchecked, *collisions(claims))
        )
        outcome = Outcome(diagnostics=found, sources=sources, clusters=len(members), fleet=fleet.is_fleet(loaded.raw))
        if errors(found):
            return outcome
        return _bring(options, outcome, pool, batches, kept, before, digests)


def _bring(
    options: Options,
    outcome: Outcome,
    pool: Workers,
    batches: list[Batch],
    kept: dict[str, Any],
    before: dict[str, Any],
    digests: dict[str, bytes],
) -> Outcome:
    """The tree in line with what was compiled; `kept` are clusters whose files are as they were."""
    root, known = options.project.root, before.get("outputs", {})
    blobs = paths(batches)
    reused = [path for cluster in kept.values() for path in cluster]
    write.guard(root, blobs)
    tasks = [(root, batch, {path: known[path] for path in paths([batch]) if path in known}) for batch in batches]
    sorted_out = list(pool.over(_sort_out, tasks))
    orphans = write.orphans(root, (*blobs, *reused), known)
    unsure: dict[str, tuple[str, bool]] = {}
    for one in (*sorted_out, orphans):
        unsure |= one.unsure
    edited, foreign = (set(), set()) if options.force else write.protected(root, unsure)
    gone = tuple(sorted({*orphans.changed, *orphans.unsure} - edited))
    changed = {path for one in sorted_out for path in (*one.changed, *one.unsure)} - edited - foreign
    added = {path for one in sorted_out for path in one.added}
    changes = Changes(
        added=tuple(sorted(added)),
        changed=tuple(sorted(changed)),
        removed=gone,
        kept=tuple(sorted(edited)),
        foreign=tuple(sorted(foreign)),
        same=sum(len(one.same) for one in sorted_out) + len(reused),
    )
    found = tuple(_past(root, outcome, batches, changes))
    outcome = msgspec.structs.replace(outcome, changes=changes, diagnostics=ordered((*outcome.diagnostics, *found)))
    if options.check or errors(found):
        return outcome
    reuse.journal(root, before, blobs, changes)
    stamps: dict[str, Any] = {}
    wanted = added | changed
    for written in pool.over(_put, [(root, batch, wanted) for batch in batches]):
        stamps |= written
    write.remove(root, gone)
    noisy = {name for batch in batches for name in batch.noisy}
    reuse.remember(
        options.project, before, kept, {n: d for n, d in digests.items() if n not in noisy},
        batches, stamps, changes, _said(outcome),
    )  # fmt: skip
    commit = _commit(options.project, changes) if options.commit and changes.written else None
    return msgspec.structs.replace(outcome, wrote=bool(changes.written), commit=commit)


def _past(root: str, outcome: Outcome, batches: list[Batch], changes: Changes) -> Iterator[Diagnostic]:
    """Only clusters that change are held against HEAD: reading a thousand of them would cost more than compiling one."""
    touched = (*changes.changed, *changes.removed)
    if not touched:
        return
    moved = {path.split("/")[1] for path in touched}
    for batch in batches:
        several = outcome.fleet
        names = [name for name in batch.blobs if not several or name in moved]
        if names:
            yield from past.judge(root, names if several else [None], batch.contents(), touched)


def _sort_out(root: str, batch: Batch, known: dict[str, Any]) -> write.Sorted:
    return write.sort_out(root, batch.contents(), known)


def _put(root: str, batch: Batch, wanted: set[str]) -> dict[str, Any]:
    """Write what is wanted of a batch; stamps of all its files."""
    mine = paths([batch])
    fresh = [path for path in mine if path in wanted]
    written = write.put(root, batch.contents(), fresh, batch.executable) if fresh else {}
    return {**write.stamps(root, (path for path in mine if path not in written)), **written}


def _said(outcome: Outcome) -> str:
    """Warnings are said again by a run without changes."""
    if not outcome.diagnostics:
        return ""
    from generator.reports.text import text

    return text(outcome.diagnostics, outcome.sources)


def _commit(project: Project, changes: Changes) -> str:
    from generator.stages.summary import message

    repository = git.open_repository(project.root)
    if repository is None:
        raise git.GitError("--commit needs a git repository, and there is none here")
    return repository.commit(list(changes.written), message(project, repository, changes))
