"""Kustomizations and what each of them applies."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from generator.core.artifact import Json
from generator.core.graph import Graph, Object
from generator.core.layout import BOOTSTRAP, unit_name
from generator.core.units import CRD, behind, defined_by, kind_of

GROUP = "kustomize.toolkit.fluxcd.io"
INSTALLING = ("HelmRelease", "HelmChart")


class FluxUnit(Struct, frozen=True, eq=False):
    """One Kustomization."""

    name: str
    item: Object
    """The Kustomization itself."""
    objects: tuple[Object, ...]
    needs: tuple[str, ...]
    """What it waits for, all names of `dependsOn`."""
    kinds: dict[str, Object]
    """Each kind among its objects, `Kind.group`, with the first object of it."""
    defines: frozenset[str]
    """Kinds whose CRDs stand among its objects."""

    @property
    def spec(self) -> Json:
        return self.item.spec

    @property
    def checks(self) -> list[Json]:
        """Its health checks. Under `wait` Flux ignores them: a rule of its own says so."""
        return [c for c in self.spec.get("healthChecks") or () if isinstance(c, dict)]

    @property
    def waits(self) -> bool:
        return self.spec.get("wait") is True

    @property
    def substitutes(self) -> bool:
        return bool(self.spec.get("postBuild"))

    @property
    def elsewhere(self) -> bool:
        """Whether it applies another repository's files: nothing is known of them."""
        return not self.objects

    def checked(self, kind: str, name: str) -> bool:
        """Whether its readiness includes an object of that kind and name that need not be its own."""
        return any(c.get("kind") == kind and c.get("name") == name for c in self.checks)


class Tree(Struct, frozen=True, eq=False):
    """All Kustomizations by name, and what no Kustomization of the tree applies."""

    units: dict[str, FluxUnit]
    root: tuple[Object, ...]
    """The root directory's objects: what Flux applies before anything else."""
    behind: dict[str, frozenset[str]]
    """unit -> every unit that is surely ready before it starts."""
    deleted: dict[str, Object] = {}
    """Namespaces that overlays took away, by name."""
    unreleased: dict[str, Object] = {}
    """unit -> the release that overlays took away from it, where it has no other."""

    def named(self, *kinds: str) -> list[tuple[str, Object]]:
        """(unit, object) of every object of some kinds, core kinds without a group."""
        return [
            (name, item)
            for name, unit in self.units.items()
            if not unit.kinds.keys().isdisjoint(kinds)
            for item in unit.objects
            if item.kind in kinds or kind_of(item) in kinds
        ]


def read(graph: Graph) -> Tree:
    """What Flux would do with these objects, put together once for all rules that ask."""
    return graph.once(_read)


def _read(graph: Graph) -> Tree:
    """Our own objects know their unit; in a foreign tree `spec.path` says which directory a Kustomization applies."""
    objects = graph.outlines
    units = (item for item in objects if item.kind == "Kustomization" and item.group == GROUP)
    found = {item.name: item for item in units if not _is_root(item)}
    held: dict[str, list[Object]] = {name: [] for name in found}
    # one without a path applies the root of another repository, not all that nobody else holds
    paths = {path: name for name, item in found.items() if (path := directory(item))}
    gone = graph.taken()
    renamed = _renamed(graph, gone)
    root: list[Object] = []
    for item in objects:
        name = unit_name(item.unit) if item.unit is not None else _holder(item.file, paths)
        held.get(renamed.get(name, name), root).append(item)
    made = {name: _unit(name, item, held[name]) for name, item in sorted(found.items())}
    edges = {name: dict.fromkeys((need for need in unit.needs if need in made), "") for name, unit in made.items()}
    before = {name: frozenset(behind(name, edges)) for name in made}
    for name, item in found.items():
        holder = "" if item.unit is not None else _holder(item.file, paths)
        if holder and holder != name:  # a Kustomization exists once the one that holds it was applied
            before[name] |= {holder, *before[holder]} - {name}
    deleted = {item.name: item for item in gone if item.kind == "Namespace"}
    released = {unit_name(item.unit): item for item in gone if item.kind == "HelmRelease" and item.unit}
    bare = {
        n: item for n, item in released.items() if n in made and not any(o.kind in INSTALLING for o in made[n].objects)
    }
    return Tree(made, tuple(root), before, deleted, bare)


def _unit(name: str, item: Object, objects: list[Object]) -> FluxUnit:
    kinds: dict[str, Object] = {}
    for one in objects:
        kinds.setdefault(kind_of(one), one)
    crds = objects if f"{CRD}.apiextensions.k8s.io" in kinds else []
    defines = frozenset(kind for kind in map(defined_by, crds) if kind)
    return FluxUnit(name, item, tuple(objects), _needs(item), kinds, defines)


def _needs(item: Object) -> tuple[str, ...]:
    return tuple(str(d["name"]) for d in item.spec.get("dependsOn") or () if isinstance(d, dict) and "name" in d)


def _is_root(item: Object) -> bool:
    """The Kustomization that applies the directory with all the others (`flux bootstrap` writes one)."""
    return item.unit == BOOTSTRAP and directory(item).rpartition("/")[2] == BOOTSTRAP


def _renamed(graph: Graph, gone: Iterable[Object]) -> dict[str, str]:
    """A Kustomization that overlays took away -> the one that applies its directory in its place."""
    taken = [item for item in gone if item.kind == "Kustomization" and item.group == GROUP]
    now = {directory(item): item.name for item in graph.of("Kustomization", GROUP)} if taken else {}
    return {item.name: now[directory(item)] for item in taken if directory(item) in now}


def directory(item: Object) -> str:
    """What a Kustomization applies, from the root of the repository."""
    return str(item.spec.get("path", "")).removeprefix("./").strip("/")


def _holder(file: str, paths: dict[str, str]) -> str:
    """The Kustomization with the nearest directory above a file."""
    directory = file.rpartition("/")[0]
    while directory and directory not in paths:
        directory = directory.rpartition("/")[0]
    return paths.get(directory, "")
