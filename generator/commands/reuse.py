"""What the last build left: clusters that need not be compiled again, and whose contents are ours."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.commands.batch import Cluster
from generator.commands.hold import Held
from generator.core import state
from generator.core.changes import Changes
from generator.core.diagnostics import UNCHECKED, Diagnostic, Source
from generator.core.digest import sha256
from generator.core.fleet import Member
from generator.core.known import WIDTH, Known, Layer, split
from generator.core.project import Project
from generator.core.state import Shape, Stamp
from generator.stages.claims import Claimed
from generator.stages.overlay_levels import applicable

_NOWHERE: Stamp = (-1, -1, -1)


def digests(members: tuple[Member, ...], overlays: Mapping[str, bytes], *, leveled: bool) -> dict[str, bytes]:
    """One per cluster: equal digests give equal files. The whole mesh counts for a cluster that is part of it.

    Sections that clusters share are hashed once: sharing is by identity, and the members keep them alive. `leveled`: whether
    the tree has a level per cluster.
    """
    mesh = marshal.dumps([(m.name, m.raw.get("cluster"), m.raw.get("cilium")) for m in members if _meshed(m)], 2)
    contents = {path: sha256(data).digest() for path, data in overlays.items()}
    hashed: dict[int, bytes] = {}
    found: dict[str, bytes] = {}
    for member in members:
        sections: list[tuple[str, bytes]] = []
        for key, section in member.raw.items():
            digest = hashed.get(id(section))
            if digest is None:
                digest = hashed[id(section)] = sha256(marshal.dumps(section, 2)).digest()
            sections.append((key, digest))
        mine = [(path, level, contents[path]) for path, level, _ in applicable(overlays, member)]
        parts = (
            member.name,
            leveled,
            len(members) > 1,
            member.groups,
            sections,
            mine,
            mesh if _meshed(member) else b"",
        )
        found[member.name] = sha256(marshal.dumps(parts, 2)).digest()
    return found


def _meshed(member: Member) -> bool:
    cilium = member.raw.get("cilium")
    return isinstance(cilium, dict) and "clusterMesh" in cilium


class Last:
    """What the last build left of the clusters that are wanted now."""

    def __init__(self, before: Mapping[str, Any], digests: Mapping[str, bytes], inputs: Mapping[str, Any]) -> None:
        """`digests` of what is wanted; `inputs`: the stamps of all that is read, taken before it was."""
        self.before, self.digests, self.inputs = before, digests, inputs
        self.clusters: Mapping[str, Any] = before.get("clusters", {})
        self.stale = tuple(n for n in digests if n not in self.clusters or self.clusters[n][state.DIGEST] != digests[n])
        """Clusters to be compiled whatever is on disk."""
        self.kept: dict[str, int] = {}
        """Clusters that need not be compiled, each with what of it is intact."""

    def keep(self, intact: Mapping[str, int]) -> tuple[str, ...]:
        """Keep what is on disk as it was left; returns what is not, and has to be compiled after all."""
        doubtful = [name for name in self.digests if name not in {*self.stale}]
        self.kept = {name: intact[name] for name in doubtful if intact.get(name)}
        return tuple(name for name in doubtful if name not in self.kept)

    def shape(self, name: str) -> Shape:
        """Of a cluster of the last build."""
        found: Shape = self.before["shapes"][self.clusters[name][state.SHAPE]]
        return found

    def files(self, name: str) -> int:
        """How many a cluster of the last build has."""
        return len(self.clusters[name][state.BLOBS]) // WIDTH

    def claims(self) -> Iterator[Claimed]:
        """What the kept clusters claim."""
        for name in self.kept:
            for code, severity, key, what, hint, agreed, span in self.clusters[name][state.CLAIMS]:
                yield Claimed(
                    cluster=name,
                    code=code,
                    severity=severity,
                    key=key,
                    what=what,
                    hint=hint,
                    agreed=agreed,
                    span=span,
                )

    def unchecked(self) -> Iterator[Diagnostic]:
        """What could not be checked in the kept clusters is said again. Lines may have moved since."""
        for code, message, file in dict.fromkeys(
            one for name in self.kept for one in self.clusters[name][state.UNCHECKED]
        ):
            yield Diagnostic(code=code, severity=UNCHECKED, message=message, source=Source(file))


def _plain(claim: Claimed) -> tuple[Any, ...]:
    key = tuple(str(part) for part in claim.key)  # a scalar of ours is more than `marshal` takes
    agreed = None if claim.agreed is None else str(claim.agreed)
    return (claim.code, claim.severity, key, str(claim.what), claim.hint and str(claim.hint), agreed, claim.span)


def journal(root: str, known: Known, held: Iterable[Held], changes: Changes) -> None:
    """Before anything is written: whose contents are ours, should this run be cut short."""
    if not changes.written:
        return
    shapes = _Shapes()
    left_alone = {*changes.kept, *changes.foreign}
    clusters = {
        name: (shapes.number(cluster.shape), _blobs(cluster, name, left_alone, known))
        for one in held
        for name, cluster in one.batch.clusters.items()
    }
    layer: Layer = (shapes.all, clusters)
    state.note(root, (*known.journal, layer))


def remember(
    root: str,
    last: Last,
    known: Known,
    held: Iterable[Held],
    stamps: Mapping[str, Stamp],
    changes: Changes,
    said: str,
) -> None:
    """After writing: what a run without changes compares. With an edit left alone it is incomplete on purpose."""
    shapes = _Shapes()
    left_alone = {*changes.kept, *changes.foreign}
    clusters: dict[str, Any] = {}
    files = 0
    for name in last.kept:
        clusters[name] = (shapes.number(last.shape(name)), *last.clusters[name][1:])
        files += last.files(name)
    for one in held:
        for name, cluster in one.batch.clusters.items():
            settled = one.settled.get(name) or _settled(root, name, cluster, one, stamps, left_alone)
            whole = not cluster.noisy and not (left_alone and left_alone.intersection(state.paths(cluster.shape, name)))
            files += len(cluster.blobs) // WIDTH
            clusters[name] = (
                shapes.number(cluster.shape),
                _blobs(cluster, name, left_alone, known),
                settled[0],
                b"" if left_alone else settled[1],
                last.digests[name] if whole else b"",
                tuple(_plain(claim) for claim in cluster.claims),
                cluster.unchecked,
            )
    content: dict[str, Any] = {"shapes": shapes.all, "clusters": clusters, "files": files}
    if not left_alone:
        content |= {"inputs": last.inputs, "said": said}
    state.write(root, content)


class _Shapes:
    """Shapes, each once, by number."""

    def __init__(self) -> None:
        self._numbers: dict[Shape, int] = {}

    def number(self, shape: Shape) -> int:
        return self._numbers.setdefault(shape, len(self._numbers))

    @property
    def all(self) -> tuple[Shape, ...]:
        return tuple(self._numbers)


def _blobs(cluster: Cluster, name: str, left_alone: set[str], known: Known) -> bytes:
    """Of what was left alone: what an earlier build wrote there."""
    if not left_alone:
        return cluster.blobs
    every = zip(state.paths(cluster.shape, name), split(cluster.blobs), strict=True)
    return b"".join(known.last(path) if path in left_alone else blob for path, blob in every)


def _settled(
    root: str, name: str, cluster: Cluster, held: Held, stamps: Mapping[str, Stamp], left_alone: set[str]
) -> tuple[bytes, bytes]:
    """The stamps of a cluster that was written file by file."""
    flat: list[int] = []
    for path in state.paths(cluster.shape, name):
        flat += _NOWHERE if path in left_alone else stamps.get(path) or held.same[path]
    return state.packed(flat), state.foldered(root, cluster.shape, name) or b""


def inputs(project: Project, overlays: Iterable[str]) -> dict[str, Any]:
    """Everything that is about to be read, with its stamp; directories stand for files that come or go."""
    paths = [project.inventory, "overlays", *overlays, *project.folders()]
    return {path: state.stamp(project.path(path)) for path in paths}
