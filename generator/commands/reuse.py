"""What the last build left: clusters that need not be compiled again, and whose contents are ours."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from generator.commands.batch import Batch
from generator.core import state
from generator.core.changes import Changes
from generator.core.diagnostics import UNCHECKED, Diagnostic, Source
from generator.core.digest import sha256
from generator.core.fleet import Member
from generator.core.project import Project
from generator.stages import fleet
from generator.stages import overlays as overlay_files
from generator.stages.claims import Claimed
from generator.stages.load import Loaded


def digests(members: tuple[Member, ...], overlays: Mapping[str, bytes]) -> dict[str, bytes]:
    """One per cluster: equal digests give equal files. The whole mesh counts for a cluster that is part of it."""
    mesh = marshal.dumps([(m.name, m.raw.get("cluster"), m.raw.get("cilium")) for m in members if _meshed(m)], 2)
    contents = {path: sha256(data).digest() for path, data in overlays.items()}
    found: dict[str, bytes] = {}
    for member in members:
        mine = [(path, level, contents[path]) for path, level, _ in overlay_files.applicable(overlays, member)]
        parts = (member.name, len(members) > 1, member.groups, member.raw, mine, mesh if _meshed(member) else b"")
        found[member.name] = sha256(marshal.dumps(parts, 2)).digest()
    return found


def _meshed(member: Member) -> bool:
    cilium = member.raw.get("cilium")
    return isinstance(cilium, dict) and "clusterMesh" in cilium


def unchanged(root: str, before: Mapping[str, Any], wanted: Mapping[str, bytes]) -> dict[str, Any]:
    """cluster -> its paths, for clusters whose digest and whose files on disk are as the last build left them."""
    outputs = before.get("outputs", {})
    return {
        name: paths
        for name, (digest, paths, *_) in before.get("clusters", {}).items()
        if wanted.get(name) == digest
        and all(path in outputs and state.stamp(f"{root}/{path}") == outputs[path][0] for path in paths)
    }


def claims(before: Mapping[str, Any], kept: Mapping[str, Any], loaded: Loaded) -> tuple[Claimed, ...]:
    """What the kept clusters claim; of their lines only the file is known, until `placed` looks them up."""
    return tuple(
        Claimed(
            cluster=name,
            code=code,
            severity=severity,
            key=key,
            what=what,
            hint=hint,
            agreed=agreed,
            source=Source(loaded.file),
        )
        for name in kept
        for code, severity, key, what, hint, agreed in before["clusters"][name][2]
    )


def unchecked(before: Mapping[str, Any], kept: Mapping[str, Any], loaded: Loaded) -> Iterator[Diagnostic]:
    """What could not be checked in the kept clusters is said again."""
    for name in kept:
        for code, message in before["clusters"][name][3]:
            yield Diagnostic(code=code, severity=UNCHECKED, message=message, source=Source(loaded.file))


def placed(found: Iterable[Claimed], loaded: Loaded) -> tuple[Claimed, ...]:
    """Claims without a line point at their cluster: costs a second reading, so only where claims collide."""
    return tuple(
        replace(claim, source=loaded.place((fleet.CLUSTERS, claim.cluster), key=True))
        if not claim.source.line
        else claim
        for claim in found
    )


def _plain(claim: Claimed) -> tuple[Any, ...]:
    key = tuple(str(part) for part in claim.key)  # a scalar of ours is more than `marshal` takes
    agreed = None if claim.agreed is None else str(claim.agreed)
    return (claim.code, claim.severity, key, str(claim.what), claim.hint and str(claim.hint), agreed)


def journal(root: str, before: Mapping[str, Any], blobs: Mapping[str, str], changes: Changes) -> None:
    """Before anything is written: whose contents are ours, should this run be cut short."""
    if not changes.written:
        return
    outputs = dict(before.get("outputs", {}))
    left_alone = {*changes.kept, *changes.foreign}
    for path, blob in blobs.items():
        if path not in left_alone:
            outputs[path] = (None, blob, *outputs.get(path, ())[1:2])
    state.write(root, {"outputs": outputs})


def remember(
    project: Project,
    before: Mapping[str, Any],
    kept: Mapping[str, Any],
    digests: Mapping[str, bytes],
    batches: list[Batch],
    stamps: Mapping[str, Any],
    changes: Changes,
    said: str,
) -> None:
    """After writing: what a run without changes compares. With an edit left alone it is incomplete on purpose."""
    old = before.get("outputs", {})
    left_alone = {*changes.kept, *changes.foreign}
    outputs: dict[str, Any] = {path: old[path] for paths in kept.values() for path in paths}
    clusters: dict[str, Any] = {name: before["clusters"][name] for name in kept}
    for batch in batches:
        for name, blobs in batch.blobs.items():
            for path, blob in blobs.items():
                if path not in left_alone:
                    outputs[path] = (stamps.get(path), blob)
                elif path in old:
                    outputs[path] = old[path]
            if name in digests and not left_alone.intersection(blobs):
                mine = [c for c in batch.claims if c.cluster == name]
                plain = tuple(_plain(claim) for claim in mine)
                clusters[name] = (digests[name], tuple(blobs), plain, batch.unchecked.get(name, ()))
    content: dict[str, Any] = {"outputs": outputs, "clusters": clusters}
    if not left_alone:
        content |= {"inputs": inputs(project), "said": said}
    state.write(project.root, content)


def inputs(project: Project) -> dict[str, Any]:
    """Everything that is read, with its stamp; directories stand for files that come or go."""
    paths = [project.inventory, "overlays", *project.overlays(), *project.folders()]
    return {path: state.stamp(project.path(path)) for path in paths}
