"""A compiled batch beside the disk: what it would change there. Whole new directories wait aside, the rest in a spool file.

Nothing that anybody sees is touched. The bytes of most files are let go of here, so that a fleet needs no more memory than a batch.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable

from msgspec import Struct

from generator.commands.batch import Batch, Cluster
from generator.core.diagnostics import errors
from generator.core.known import Known, split
from generator.core.layout import OWNED
from generator.core.state import Shape, Stamp, folders, packed, paths, prefix
from generator.stages import aside, compare, write
from generator.stages.render import Files


class Held(Struct, kw_only=True):
    """What a batch would do. Small: it crosses processes."""

    batch: Batch
    aside: dict[str, str] = {}
    """Directories that wait beside their places, each with its cluster."""
    settled: dict[str, tuple[bytes, bytes]] = {}
    """Clusters that wait aside as a whole, with the stamps of their files and of their folders."""
    added: list[str] = []
    changed: list[str] = []
    unsure: dict[str, tuple[bytes, bool]] = {}
    same: dict[str, Stamp] = {}
    """Files that need not be written, or that wait aside, of clusters that are not settled."""
    gone: list[str] = []
    """Ours, and not produced any more."""
    strays: dict[str, tuple[bytes, bool]] = {}
    """Not produced any more, and perhaps edited."""
    trouble: tuple[str, str, str | None] | None = None
    """Why the tree cannot be written."""
    spool: str | None = None
    waiting: Files = {}

    def contents(self) -> Files:
        """What is to be written file by file."""
        if self.spool is None:
            return self.waiting
        with open(self.spool, "rb") as file:
            return marshal.loads(file.read())  # type: ignore[no-any-return]  # noqa: S302 - written by us a moment ago


class Disk(Struct, frozen=True, kw_only=True):
    """Where batches are held against."""

    root: str
    known: Known
    write: bool
    """Whether something may be written, if all is well."""


def hold(disk: Disk, batch: Batch, spool: str | None) -> Held:
    """Compare a batch, and let go of its bytes. `spool` None: what is left of them stays in memory."""
    every = marshal.loads(batch.packed) if batch.packed is not None else batch.files  # noqa: S302 - made by us
    found = Held(batch=Batch(clusters=batch.clusters, diagnostics=batch.diagnostics, executable=batch.executable))
    if errors(batch.diagnostics):
        return found  # nothing will be written
    waiting: Files = {}
    for name, cluster in batch.clusters.items():
        try:
            waiting |= _held(disk, found, name, cluster, every[name], batch.executable)
        except write.TreeError as stop:
            found.trouble = found.trouble or (stop.path, stop.message, stop.hint)
    if spool is not None and waiting:
        with open(spool, "wb") as file:
            file.write(marshal.dumps(waiting, 2))
        found.spool = spool
    else:
        found.waiting = waiting
    return found


def _held(disk: Disk, found: Held, name: str, cluster: Cluster, files: Files, executable: frozenset[str]) -> Files:
    """What has to be written file by file."""
    stamps: list[int] = []
    around: list[int] = []
    rest: Files = {}
    for target, mine in _targets(cluster.shape, name, files):
        made = None
        if disk.write and aside.possible(disk.root, target):
            skip = len(target) + 1
            made = aside.write(disk.root, target, ((path[skip:], mine[path], path in executable) for path in mine))
        if made is None:
            rest |= mine
            continue
        found.aside[target] = name
        stamps += made[0]
        around += made[1]
    if rest:
        for number, path in enumerate(path for path in files if path not in rest):
            size, changed, inode = stamps[3 * number : 3 * number + 3]
            found.same[path] = (size, changed, inode)
        rest = _compared(disk, found, name, cluster, rest)
    else:
        found.settled[name] = (packed(stamps), packed(around))
    tops = (prefix(cluster.shape, top, name)[:-1] for top in OWNED)
    left = compare.orphans(disk.root, (top for top in tops if top not in found.aside), set(files), disk.known)
    found.gone += left.changed
    found.strays |= left.unsure
    return rest


def _compared(disk: Disk, found: Held, name: str, cluster: Cluster, rest: Files) -> Files:
    write.guard(disk.root, folders(cluster.shape, name))
    blobs = dict(zip(paths(cluster.shape, name), split(cluster.blobs), strict=True))
    one = compare.sort_out(disk.root, rest, blobs, disk.known, name)
    found.added += one.added
    found.changed += one.changed
    found.unsure |= one.unsure
    found.same |= one.same
    return {path: rest[path] for path in (*one.added, *one.changed, *one.unsure)}


def _targets(shape: Shape, name: str, files: Files) -> Iterable[tuple[str, Files]]:
    """The directories of a cluster that can be put in place as one, each with its files."""
    for top, _ in shape[1]:
        start = prefix(shape, top, name)
        yield start[:-1], {path: data for path, data in files.items() if path.startswith(start)}
