"""The tree brought in line with what was compiled: first what would change, then the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.commands.hold import Disk, Held
from generator.commands.intact import FOLDERS
from generator.commands.reuse import Last
from generator.commands.workers import Workers
from generator.core import state
from generator.core.changes import Changes
from generator.core.known import WIDTH
from generator.core.layout import OWNED
from generator.stages import aside, compare, write

_MANY = 200
"""Files that are worth a task of their own."""


class Plan(Struct, frozen=True, kw_only=True):
    """What is to be done."""

    root: str
    held: list[Held]
    changes: Changes

    def bring(self, pool: Workers) -> dict[str, state.Stamp]:
        """Do it. Returns the stamps of what was written file by file."""
        wanted = {*self.changes.added, *self.changes.changed}
        waiting = [one for one in self.held if one.spool is not None or one.waiting]

        def put(one: Held) -> dict[str, state.Stamp]:
            contents = one.contents()
            return write.put(self.root, contents, [p for p in contents if p in wanted], one.batch.executable)

        for one in self.held:
            aside.settle(self.root, one.aside)
        stamps: dict[str, state.Stamp] = {}
        many = sum(len(one.added) + len(one.changed) for one in waiting) >= _MANY
        for written in pool.over(put, waiting) if many else map(put, waiting):
            stamps |= written
        write.remove(self.root, self.changes.removed)
        return stamps


def plan(disk: Disk, held: list[Held], last: Last, *, several: bool, force: bool) -> Plan:
    """What would change. Raises TreeError."""
    for one in held:
        if one.trouble is not None:
            raise write.TreeError(*one.trouble)
    left = _strays(disk, held, last, several=several)
    unsure = {path: what for one in held for path, what in one.unsure.items()}
    strays = {**left.unsure, **{path: what for one in held for path, what in one.strays.items()}}
    edited, foreign = (set(), set()) if force else compare.protected(disk.root, {**unsure, **strays})
    gone = {*left.changed, *strays, *(path for one in held for path in one.gone)}
    added = {*(path for one in held for path in one.added), *_aside(held)}
    changed = {*(path for one in held for path in one.changed), *unsure}
    every = sum(len(cluster.blobs) for one in held for cluster in one.batch.clusters.values()) // WIDTH
    reused = sum(map(last.files, last.kept))
    changes = Changes(
        added=tuple(sorted(added)),
        changed=tuple(sorted(changed - edited - foreign)),
        removed=tuple(sorted(gone - edited)),
        kept=tuple(sorted(edited)),
        foreign=tuple(sorted(foreign)),
        same=every - len(added) - len(changed) + reused,
    )
    return Plan(root=disk.root, held=held, changes=changes)


def _aside(held: Iterable[Held]) -> Iterator[str]:
    """The files that wait aside."""
    for one in held:
        for target, name in one.aside.items():
            start = f"{target}/"
            yield from (path for path in state.paths(one.batch.clusters[name].shape, name) if path.startswith(start))


def _strays(disk: Disk, held: Iterable[Held], last: Last, *, several: bool) -> compare.Sorted:
    """Generated files where no compiled cluster looked: beside the clusters, and in those that were not compiled."""
    if not several and not last.kept:
        return compare.Sorted()
    wanted: set[str] = set()
    seen = {f"{top}/{name}" for one in held for name in one.batch.clusters for top in OWNED}
    for name, flags in last.kept.items():
        shape = last.shape(name)
        if flags & FOLDERS:
            seen.update(state.prefix(shape, top, name)[:-1] for top, _ in shape[1])
        else:
            wanted.update(state.paths(shape, name))
    return compare.orphans(disk.root, OWNED, wanted, disk.known, seen)
