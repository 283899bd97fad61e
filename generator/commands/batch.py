"""Some clusters of a document, compiled together: the unit of work that processes and machines are given."""

from __future__ import annotations

import gc
import marshal
from collections.abc import Callable, Mapping

from msgspec import Struct

from generator.core.diagnostics import UNCHECKED, Diagnostic
from generator.core.git import blob_id
from generator.pipeline import compile_cluster
from generator.stages import fleet
from generator.stages.claims import Claimed
from generator.stages.load import Loaded, load_document
from generator.stages.render import Files


class Batch(Struct, frozen=True, kw_only=True):
    """What is known of the clusters once they are compiled. The bytes stay here, in a spool file, or travel along."""

    blobs: dict[str, dict[str, str]]
    """cluster -> path -> blob id of the content"""
    diagnostics: tuple[Diagnostic, ...] = ()
    noisy: frozenset[str] = frozenset()
    """Clusters with problems to say: they are compiled again next time, so that they are said again, with their lines."""
    unchecked: dict[str, tuple[tuple[str, str], ...]] = {}
    """cluster -> (code, message) of what could not be checked"""
    claims: tuple[Claimed, ...] = ()
    executable: frozenset[str] = frozenset()
    files: Files | None = None
    packed: bytes | None = None
    spool: str | None = None

    def contents(self) -> Files:
        """Every file of the batch."""
        if self.files is not None:
            return self.files
        if self.spool is not None:
            with open(self.spool, "rb") as file:
                return marshal.load(file)  # type: ignore[no-any-return]  # noqa: S302 - written by us a moment ago
        return marshal.loads(self.packed or marshal.dumps({}))  # type: ignore[no-any-return]  # noqa: S302 - as above


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
    spool: str | None = None,
    *,
    pack: bool = False,
    placed: bool = True,
    tell: Callable[[int], None] = lambda _count: None,
) -> Batch:
    """Pure but for the spool file: the same batch in any process, on any machine."""
    collecting = gc.isenabled()
    gc.disable()  # everything of a cluster lives until the cluster is done; cycles are collected after each batch
    try:
        return _compiled(file, data, overlays, names, spool, tell, pack=pack, placed=placed)
    finally:
        if collecting:  # the process may not be ours
            gc.enable()


def _compiled(
    file: str, data: bytes, overlays: Mapping[str, bytes], names: tuple[str, ...], spool: str | None,
    tell: Callable[[int], None], *, pack: bool, placed: bool,
) -> Batch:  # fmt: skip
    loaded = read(file, data)
    members = fleet.members(loaded.raw)
    wanted = set(names)
    memo = None
    if len(names) > 1:
        from generator.core import memo as memos  # one cluster has nobody to share with

        memo = memos.kept(loaded)
    files: Files = {}
    blobs: dict[str, dict[str, str]] = {}
    found: list[Diagnostic] = []
    noisy: set[str] = set()
    unchecked: dict[str, tuple[tuple[str, str], ...]] = {}
    claimed: list[Claimed] = []
    executable: set[str] = set()
    for member in members:
        if member.name not in wanted:
            continue
        cluster = compile_cluster(loaded, overlays, member, members, placed=placed, memo=memo)
        found += cluster.diagnostics
        claimed += cluster.claims
        unchecked[member.name] = tuple((d.code, d.message) for d in cluster.diagnostics if d.severity == UNCHECKED)
        if len(unchecked[member.name]) < len(cluster.diagnostics):
            noisy.add(member.name)
        executable |= cluster.executable
        blobs[member.name] = {path: blob_id(content) for path, content in cluster.files.items()}
        files |= cluster.files
        tell(1)
    kept = Batch(
        blobs=blobs,
        diagnostics=tuple(found),
        noisy=frozenset(noisy),
        unchecked=unchecked,
        claims=tuple(claimed),
        executable=frozenset(executable),
    )
    return _stored(kept, files, spool, pack=pack)


def _stored(batch: Batch, files: Files, spool: str | None, *, pack: bool) -> Batch:
    from msgspec.structs import replace

    if spool is not None:
        with open(spool, "wb") as file:
            file.write(marshal.dumps(files, 2))
        gc.collect()
        gc.freeze()  # what is left are memos: no need to look at them again
        return replace(batch, spool=spool)
    return replace(batch, packed=marshal.dumps(files, 2)) if pack else replace(batch, files=files)
