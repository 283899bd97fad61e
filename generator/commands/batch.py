"""Some clusters of a document, compiled together: the unit of work that processes and machines are given."""

from __future__ import annotations

import gc
import marshal
from collections.abc import Callable, Mapping

from msgspec import Struct

from generator.core.diagnostics import UNCHECKED, Diagnostic
from generator.core.git import blob_of
from generator.core.known import shape_of
from generator.core.state import Shape
from generator.pipeline import compile_cluster
from generator.stages import fleet
from generator.stages.claims import Claimed
from generator.stages.load import Loaded, load_document
from generator.stages.render import Files


class Cluster(Struct, frozen=True, kw_only=True):
    """What is kept of one cluster once it is compiled."""

    shape: Shape
    blobs: bytes
    """20 bytes per file of the shape: the ids that git gives to their contents."""
    noisy: bool = False
    """It has problems to say: it is compiled again next time, so that they are said again, with their lines."""
    unchecked: tuple[tuple[str, str, str], ...] = ()
    """(code, message, file) of what could not be checked."""
    claims: tuple[Claimed, ...] = ()


class Batch(Struct, frozen=True, kw_only=True):
    """Compiled clusters. The bytes of their files stay here, or travel along."""

    clusters: dict[str, Cluster]
    diagnostics: tuple[Diagnostic, ...] = ()
    executable: frozenset[str] = frozenset()
    files: dict[str, Files] = {}
    """cluster -> path -> content"""
    packed: bytes | None = None


_READ: dict[tuple[str, bytes], Loaded] = {}


def read(file: str, data: bytes) -> Loaded:
    """A document, read once per process; forked workers find it there."""
    found = _READ.get((file, data))
    if found is None:
        _READ.clear()
        found = _READ[file, data] = load_document(file, data)
    return found


def compile_batch(
    file: str,
    data: bytes,
    overlays: Mapping[str, bytes],
    names: tuple[str, ...],
    *,
    pack: bool = False,
    several: bool = True,
    tell: Callable[[int], None] = lambda _count: None,
) -> Batch:
    """Pure: the same batch in any process, on any machine. `several`: more clusters follow, here or in a later batch."""
    collecting = gc.isenabled()
    gc.disable()  # everything of a cluster lives until the cluster is done; cycles are collected after each batch
    try:
        return _compiled(read(file, data), overlays, names, tell, pack=pack, several=several)
    finally:
        if collecting:  # the process may not be ours
            gc.enable()


def _compiled(
    loaded: Loaded, overlays: Mapping[str, bytes], names: tuple[str, ...], tell: Callable[[int], None],
    *, pack: bool, several: bool,
) -> Batch:  # fmt: skip
    every = fleet.members(loaded.raw)
    wanted = set(names)
    memo = None
    if several:
        from generator.core import memo as memos  # one cluster has nobody to share with

        memo = memos.kept(loaded)
    files: dict[str, Files] = {}
    clusters: dict[str, Cluster] = {}
    found: list[Diagnostic] = []
    shapes: dict[Shape, Shape] = {}
    executable: set[str] = set()
    for member in every:
        if member.name not in wanted:
            continue
        cluster = compile_cluster(loaded, overlays, member, every, memo=memo)
        found += cluster.diagnostics
        executable |= cluster.executable
        shape = shape_of(cluster.files, cluster.layout.cluster)
        unchecked = tuple((d.code, d.message, d.source.file) for d in cluster.diagnostics if d.severity == UNCHECKED)
        clusters[member.name] = Cluster(
            shape=shapes.setdefault(shape, shape),
            blobs=b"".join(map(_blob, cluster.files.values())),
            noisy=len(unchecked) < len(cluster.diagnostics),
            unchecked=unchecked,
            claims=cluster.claims,
        )
        files[member.name] = cluster.files
        tell(1)
    return Batch(
        clusters=clusters,
        diagnostics=tuple(found),
        executable=frozenset(executable),
        files={} if pack else files,
        packed=marshal.dumps(files, 2) if pack else None,
    )


_BLOBS: dict[bytes, bytes] = {}
"""Ids of contents: most files of a cluster are those of the next one, too."""
_MOST_BLOBS = 1024


def _blob(data: bytes) -> bytes:
    found = _BLOBS.get(data)
    if found is None:
        if len(_BLOBS) >= _MOST_BLOBS:
            _BLOBS.clear()
        found = _BLOBS[data] = blob_of(data)
    return found
