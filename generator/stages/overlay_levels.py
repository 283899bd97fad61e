"""Whose a file below `overlays/` is: of all clusters, of a group, of one cluster, or of nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.core.context import Overlaid
from generator.core.diagnostics import ERROR, WARNING, Diagnostic, Source
from generator.core.fleet import Member
from generator.core.layout import BOOTSTRAP, INFRA
from generator.core.project import OVERLAYS
from generator.core.suggest import did_you_mean

ASTRAY = "overlay/of-nobody"
SPECIAL = ("secrets", "crds")
"""Directories with a meaning of their own: secrets are copied by whoever uses them, crds are only schemas."""
SCOPES = ("clusters", "groups", INFRA, *SPECIAL)
"""What may stand below `overlays/` beside units."""


def applicable(files: Mapping[str, bytes], member: Member) -> Iterator[tuple[str, int, str]]:
    """(path, level, path below its level's root) of every file that concerns a cluster."""
    for path in files:
        _, _, below = path.partition("/")
        scope, _, rest = below.partition("/")
        owner, _, inner = rest.partition("/")
        if scope == "clusters":
            if owner == member.name:
                yield path, len(member.groups) + 1, inner
        elif scope == "groups":
            if owner in member.groups:
                yield path, member.groups.index(owner) + 1, inner
        else:
            yield path, 0, below


def in_force(files: Mapping[str, bytes], member: Member) -> dict[str, Overlaid]:
    """Every file that concerns a cluster, by its path below its level's root; the highest level has the word."""
    ranked = sorted(applicable(files, member), key=lambda found: found[1])
    return {below: Overlaid(path, files[path]) for path, _, below in ranked}


def of_nobody(files: Mapping[str, bytes], clusters: Iterable[str], groups: Iterable[str]) -> Iterator[Diagnostic]:
    """Overlays for a cluster or group that the inventory does not have: they would have no effect."""
    known = {"clusters": set(clusters), "groups": set(groups)}
    for path in files:
        scope, _, rest = path.partition("/")[2].partition("/")
        owner = rest.partition("/")[0]
        meant = _meant(scope, rest, known)
        if meant is not None:
            yield Diagnostic(
                code=ASTRAY,
                severity=ERROR,
                message=f"`{OVERLAYS}/{scope}` is no unit, and no part of the fleet",
                hint=f"move it to {OVERLAYS}/{meant}",
                source=Source(path),
            )
        elif scope in known and owner not in known[scope]:
            yield Diagnostic(
                code=ASTRAY,
                severity=ERROR,
                message=f"there is no {scope.removesuffix('s')} {owner!r} that this overlay could be for",
                hint=did_you_mean(owner, known[scope]),
                source=Source(path),
            )


def alike(files: Iterable[str]) -> Iterator[Diagnostic]:
    """Overlays whose names differ only by case: where a file system does not tell them apart, git brings one of them."""
    seen: dict[str, tuple[str, str]] = {}
    for path in files:
        name = path.removesuffix(".j2")
        other, its = seen.setdefault(name.casefold(), (path, name))
        if its != name:
            yield Diagnostic(
                code="overlay/alike",
                severity=WARNING,
                message=f"its name differs from that of {other} by nothing but case",
                hint="rename one of them: on macOS and Windows both are one file, and so is what is made of them",
                source=Source(path),
            )


def _meant(scope: str, rest: str, known: Mapping[str, set[str]]) -> str | None:
    """Where an overlay belongs whose path names a cluster or group without the level before it, or with one `s` too few."""
    owner = rest.partition("/")[0]
    for level, names in known.items():
        if f"{scope}s" == level and owner in names:
            return f"{level}/{rest}"
        if scope in names and rest:
            from generator import registry  # a cluster may be called like a unit

            units = {folder.replace("_", "-") for folder in registry.folders()} | {BOOTSTRAP, INFRA, *SPECIAL}
            return None if scope in units else f"{level}/{scope}/{rest}"
    return None
