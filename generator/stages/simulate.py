"""Walk a cluster coming up: which unit becomes ready when, what it waits for from outside, and what never comes.

Read from the Kustomizations as they will be applied, so that whatever a person changed in them counts. The start is a
cluster after its node-side bootstrap: Cilium runs, Flux is installed, nothing else is there.
"""

from __future__ import annotations

from msgspec import Struct

from generator.core.boot.judged import JUDGED
from generator.core.boot.needs import bringers
from generator.core.boot.owners import Owner, owners
from generator.core.boot.tree import FluxUnit, Tree, read
from generator.core.boot.world import World, built_in
from generator.core.graph import Graph
from generator.core.judgement import Finding
from generator.core.units import crd_name
from generator.core.wiring import secret_of, spaces


class Boot(Struct, frozen=True, kw_only=True):
    """How a tree comes up."""

    rounds: tuple[tuple[str, ...], ...]
    """Names of units; those of one round become ready side by side, after all earlier ones."""
    waiting: dict[str, str]
    """Units that never become ready, each with its reason."""
    outside: tuple[tuple[str, str], ...]
    """(unit, what it waits for that this tree does not make)."""
    problems: tuple[tuple[str, Finding], ...]
    """(code, finding): what is wrong even where the walk comes to its end by luck."""
    owners: tuple[Owner, ...]
    """Who owns each object, and each CRD in use."""
    tree: Tree

    @property
    def complete(self) -> bool:
        return not self.waiting and not self.problems


def simulate(graph: Graph, world: World) -> Boot:
    """`world` says what exists before, and what the makers of the units promise."""
    tree = read(graph)
    rounds, waiting = _walk(tree, world)
    problems = tuple((code, finding) for code, judge in JUDGED.items() for finding in judge(tree, world))
    return Boot(
        rounds=rounds,
        waiting=waiting,
        outside=tuple(_outside(tree, world)),
        problems=problems,
        owners=owners(tree, world),
        tree=tree,
    )


def _walk(tree: Tree, world: World) -> tuple[tuple[tuple[str, ...], ...], dict[str, str]]:
    brought: dict[str, list[str]] = {}
    for kind, names in bringers(tree, world).items():
        for name in names:
            brought.setdefault(name, []).append(kind)
    kinds: set[str] = set()
    namespaces = set(world.namespaces)
    ready: set[str] = set()
    rounds: list[tuple[str, ...]] = []
    while True:
        now = tuple(
            name
            for name, unit in tree.units.items()
            if name not in ready and _stuck(unit, tree, ready, world, kinds, namespaces, brought) is None
        )
        if not now:
            break
        rounds.append(now)
        for name in now:
            ready.add(name)
            kinds.update(brought.get(name, ()))
            namespaces.update(item.name for item in tree.units[name].objects if item.kind == "Namespace")
    left = {
        name: _stuck(unit, tree, ready, world, kinds, namespaces, brought) or ""
        for name, unit in tree.units.items()
        if name not in ready
    }
    return tuple(rounds), left


def _stuck(
    unit: FluxUnit,
    tree: Tree,
    ready: set[str],
    world: World,
    kinds: set[str],
    namespaces: set[str],
    brought: dict[str, list[str]],
) -> str | None:
    """Why a unit cannot become ready now; None when it can."""
    if unit.name in tree.behind[unit.name]:
        return "it waits for itself in a circle"
    if missing := [need for need in unit.needs if need in tree.units and need not in ready]:
        return f"dependency `{missing[0]}` is not ready"
    for kind, item in unit.kinds.items():
        if kind not in unit.defines and kind not in kinds and not world.knows(kind):
            return f"{item.title}: no matches for kind {item.kind!r} in version {item.api_version!r}"
    made = {item.name for item in unit.objects if item.kind == "Namespace"}
    for item in unit.objects:
        for space in spaces(item):
            if world.ours and space not in namespaces and space not in made:
                return f"{item.title}: namespace {space!r} not found"
    known = {crd_name(kind) for kind in (*kinds, *brought.get(unit.name, ())) if "." in kind}
    for check in unit.checks:
        if check.get("kind") == "CustomResourceDefinition" and str(check.get("name")) not in known:
            group = str(check.get("name")).partition(".")[2]
            if group and not any(given.endswith(f".{group}") for given in world.given):
                return f"health check: CustomResourceDefinition {check.get('name')} never comes"
    return None


def _outside(tree: Tree, world: World) -> list[tuple[str, str]]:
    """What a unit takes from elsewhere: kinds, Secrets, Kustomizations."""
    found: dict[tuple[str, str], None] = {}
    brought = bringers(tree, world)
    made = {secret_of(item) for unit in tree.units.values() for item in unit.objects} - {None}
    for name, unit in tree.units.items():
        for need in unit.needs:
            if need not in tree.units:
                found[name, f"Kustomization {need}"] = None
        for kind in unit.kinds:
            if kind not in brought and not built_in(kind) and (giver := world.giver(kind)):
                found[name, f"CustomResourceDefinition {crd_name(kind)} ({giver})"] = None
        for ref in world.secrets:
            if ref.unit and ref.unit.replace("/", "-") == name and (ref.namespace, ref.name) not in made:
                found[name, f"Secret {ref.namespace}/{ref.name}"] = None
    return list(found)
