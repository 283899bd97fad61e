"""Who waits for whom, and who owns what: circles, unknown names, two owners."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.boot.tree import Tree
from generator.core.boot.world import World
from generator.core.graph import Object
from generator.core.judgement import Finding
from generator.core.wiring import shared


def circles(tree: Tree, _world: World) -> Iterator[Finding]:
    """Units that wait for each other: one finding for each circle, at the first by name."""
    seen: set[str] = set()
    for name in tree.units:
        if name in tree.behind[name] and name not in seen:
            path = _circle(tree, name)
            seen.update(path)
            chain = " -> ".join(f"`{part}`" for part in (*path, name))
            others = tuple((tree.units[part].item, ("spec", "dependsOn"), f"`{part}` waits here") for part in path[1:])
            yield Finding(
                tree.units[name].item, ("spec", "dependsOn"), f"units wait for each other: {chain}",
                hint="remove one of the edges", others=others,
            )  # fmt: skip


def _circle(tree: Tree, start: str) -> list[str]:
    """The shortest way from a unit back to itself."""
    came: dict[str, str] = {}
    todo = [start]
    for name in todo:
        for need in tree.units[name].needs:
            if need == start:
                path = [name]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return path[::-1]
            if need in tree.units and need not in came:
                came[need] = name
                todo.append(need)
    return [start]


def unknown_dependencies(tree: Tree, world: World) -> Iterator[Finding]:
    """`dependsOn` names a Kustomization that neither the tree nor the inventory knows."""
    if not world.ours:
        return
    for name, unit in tree.units.items():
        for index, need in enumerate(unit.needs):
            if need not in tree.units and need not in world.promise(name).outside:
                yield Finding(
                    unit.item, ("spec", "dependsOn", index),
                    f"unit `{name}` waits for `{need}`, which is no unit of this tree",
                    hint="correct the name, or say it under `flux.after` if another tree has it",
                )  # fmt: skip


FILES = "kustomize.config.k8s.io"


def two_owners(tree: Tree, _world: World) -> Iterator[Finding]:
    """One object in two places of the tree. Namespaces have a finding of their own."""
    for first, second in _twice(tree):
        if first.kind != "Namespace":
            one, other = _unit(tree, first), _unit(tree, second)
            where = f"units `{one}` and `{other}`" if one != other else f"unit `{one}`"
            yield Finding(
                second, (), f"{second.title} stands twice, in {where}",
                hint="keep it in one place: each owner undoes what the other applied, and dropping one deletes it",
                others=((first, (), "the other one is here"),),
            )  # fmt: skip


def namespaces_twice(tree: Tree, _world: World) -> Iterator[Finding]:
    """Two units apply one Namespace, and not both only create it where it is missing."""
    for first, second in _twice(tree):
        if first.kind == "Namespace" and not (shared(first) and shared(second)):
            yield Finding(
                second, ("metadata", "annotations"),
                f"namespace {second.name!r} stands in units `{_unit(tree, first)}` and `{_unit(tree, second)}`, "
                "and one of them owns it",
                hint="let one unit own it and the other depend on that unit, or annotate both with "
                "kustomize.toolkit.fluxcd.io/ssa: IfNotPresent",
                others=((first, (), "the other one is here"),),
            )  # fmt: skip


def _unit(tree: Tree, item: Object) -> str:
    """Our own objects say their unit; in a foreign tree the unit that holds them does."""
    return item.unit or next((name for name, unit in tree.units.items() if item in unit.objects), "")


def _twice(tree: Tree) -> Iterator[tuple[Object, Object]]:
    seen: dict[tuple[str, str, str, str], Object] = {}
    root = (item for item in tree.root if item.unit is not None)  # in a foreign tree nobody says what applies the rest
    for item in (*(item for unit in tree.units.values() for item in unit.objects), *root):
        if item.group == FILES:
            continue  # kustomization.yaml is no object
        first = seen.setdefault(item.identity, item)
        if first is not item:
            yield first, item
