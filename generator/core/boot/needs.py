"""What each unit needs before it can be applied, and who can be trusted to have made it by then."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.boot.tree import FluxUnit, Tree
from generator.core.boot.world import World
from generator.core.graph import Object
from generator.core.judgement import Finding
from generator.core.units import CRD, crd_name, kind_of
from generator.core.wiring import secret_of, shared, spaces

Bringers = dict[str, set[str]]
"""kind -> units after which its CRD exists."""


def bringers(tree: Tree, world: World) -> Bringers:
    """From what makers promise, from CRDs that units hold, and from CRDs that units health-check."""
    by_crd = {crd_name(kind): kind for unit in tree.units.values() for kind in unit.kinds}
    found: Bringers = {}
    for name, unit in tree.units.items():
        checked = (by_crd.get(str(check.get("name"))) for check in unit.checks if check.get("kind") == CRD)
        for kind in (*world.promise(name).brings, *unit.defines, *checked):
            if kind:
                found.setdefault(kind, set()).add(name)
    return found


def _kinds(unit: FluxUnit) -> dict[str, Object]:
    """Each kind that a unit cannot bring by itself, with the first object of it."""
    return {kind: item for kind, item in unit.kinds.items() if kind not in unit.defines}


def missing_edges(tree: Tree, world: World) -> Iterator[Finding]:
    """A unit that needs another, and does not wait for it: one finding for each pair."""
    brought = bringers(tree, world)
    owners = {item.name: name for name, item in tree.named("Namespace") if not shared(item)}
    secrets = _held_secrets(tree)
    for name, unit in tree.units.items():
        wanted: dict[str, tuple[Object, str]] = {}
        for kind, item in _kinds(unit).items():
            by = brought.get(kind, set())
            if not world.knows(kind) and by and name not in by and not by & tree.behind[name]:
                wanted.setdefault(min(by), (item, f"holds {item.title}, whose CRD unit `{min(by)}` brings"))
        for other, item, why in (
            *_named(tree, world, unit),
            *_spaces(tree, unit, owners),
            *_secrets(tree, world, unit, secrets),
        ):
            wanted.setdefault(other, (item, why))
        for other, (item, why) in wanted.items():
            yield Finding(
                unit.item, ("spec", "dependsOn"), f"unit `{name}` {why}, and does not wait for it",
                hint=f"add `{other}` to `dependsOn`",
                others=((item, (), f"{item.title} is here"),) if item is not unit.item else (),
            )  # fmt: skip


def _named(tree: Tree, world: World, unit: FluxUnit) -> Iterator[tuple[str, Object, str]]:
    promise = world.promise(unit.name)
    for other in promise.after:
        if other in tree.units and other != unit.name and other not in tree.behind[unit.name]:
            yield other, unit.item, f"comes after unit `{other}`"
    for other in promise.outside:
        if other not in unit.needs:
            yield other, unit.item, f"comes after Kustomization `{other}`, as `flux.after` says"


def _spaces(tree: Tree, unit: FluxUnit, owners: dict[str, str]) -> Iterator[tuple[str, Object, str]]:
    if not owners:
        return
    present = {item.name for item in unit.objects if item.kind == "Namespace"} | {unit.item.namespace}
    for item in unit.objects:
        for space in spaces(item):
            owner = owners.get(space)
            if owner and owner != unit.name and space not in present and owner not in tree.behind[unit.name]:
                yield owner, item, f"holds {item.title}, whose namespace unit `{owner}` owns"


Secrets = dict[tuple[str, str], tuple[str, Object]]
"""(namespace, name) -> the unit that holds it, and what makes it."""


def _held_secrets(tree: Tree) -> Secrets:
    kinds = ("Secret", "ExternalSecret.external-secrets.io", "SealedSecret.bitnami.com")
    found = ((secret_of(item), name, item) for name, item in tree.named(*kinds))
    return {secret: (name, item) for secret, name, item in found if secret}


def _secrets(tree: Tree, world: World, unit: FluxUnit, where: Secrets) -> Iterator[tuple[str, Object, str]]:
    for ref in world.secrets:
        if (ref.unit or "").replace("/", "-") == unit.name and (ref.namespace, ref.name) in where:
            holder, item = where[ref.namespace, ref.name]
            if holder != unit.name and holder not in tree.behind[unit.name]:
                yield holder, item, f"reads Secret {ref.namespace}/{ref.name}, which unit `{holder}` holds"


def kinds_beside_their_release(tree: Tree, world: World) -> Iterator[Finding]:
    """A unit that holds an object of a kind which only its own release brings."""
    brought = bringers(tree, world)
    for name, unit in tree.units.items():
        for kind, item in _kinds(unit).items():
            if brought.get(kind) == {name} and not world.knows(kind):
                yield Finding(
                    item, (), f"{item.title} stands in unit `{name}`, whose own release brings its CRD",
                    hint="put it into a unit of its own that waits for this one",
                )  # fmt: skip


def unchecked_kinds(tree: Tree, world: World) -> Iterator[Finding]:
    """A unit that others wait for because of a CRD, and that says Ready without having seen the CRD."""
    brought = bringers(tree, world)
    seen: set[tuple[str, str]] = set()
    for unit in tree.units.values():
        for kind, item in _kinds(unit).items():
            before = brought.get(kind, set()) & tree.behind[unit.name]
            if world.knows(kind) or not before or any(_shows(tree.units[other], kind) for other in before):
                continue
            bringer = min(before)
            if (bringer, kind) not in seen:
                seen.add((bringer, kind))
                yield Finding(
                    tree.units[bringer].item, ("spec", "healthChecks"),
                    f"unit `{bringer}` is Ready without {CRD} {crd_name(kind)}, which unit `{unit.name}` waits for",
                    hint="name the CRD in `healthChecks`",
                    others=((item, (), f"{item.title} needs it"),),
                )  # fmt: skip


def _shows(unit: FluxUnit, kind: str) -> bool:
    """Whether the unit's readiness means that the kind's CRD is there."""
    if unit.checked(CRD, crd_name(kind)) or kind in unit.defines:
        return True
    return unit.elsewhere and unit.waits


def unowned_kinds(tree: Tree, world: World) -> Iterator[Finding]:
    """An object whose CRD nobody brings and nobody declares as existing."""
    if not world.ours:
        return
    brought = bringers(tree, world)
    seen: set[str] = set()
    root = {kind_of(item): item for item in reversed(tree.root)}
    for name, kinds in (*((u.name, u.kinds) for u in tree.units.values()), ("bootstrap", root)):
        for kind, item in kinds.items():
            if kind not in brought and not world.knows(kind) and kind not in seen:
                seen.add(kind)
                yield Finding(
                    item, (), f"nothing brings the CRD of {item.title}, which unit `{name}` holds",
                    hint=_unowned(item, brought),
                )  # fmt: skip


def _unowned(item: Object, brought: Bringers) -> str:
    """What to do about an object without a CRD: a kind of its group may be misspelt."""
    from generator.core.suggest import nearest  # only once something is wrong

    of_group = [name for name, _, group in (kind.partition(".") for kind in brought) if group == item.group]
    meant = nearest(item.kind, of_group)
    if meant:
        return f"did you mean `{meant}`?"
    return f"install it with this tree, or put the CRD under overlays/crds/ if {item.group} exists already"


def missing_namespaces(tree: Tree, world: World) -> Iterator[Finding]:
    """An object, or a release, in a namespace that is not surely there."""
    if not world.ours:
        return
    made = {name: {item.name for item in unit.objects if item.kind == "Namespace"} for name, unit in tree.units.items()}
    everywhere = set().union(*made.values())
    made["bootstrap"] = {item.name for item in tree.root if item.kind == "Namespace"}
    held = {name: unit.objects for name, unit in tree.units.items()} | {"bootstrap": tree.root}
    robbed: dict[str, list[Object]] = {}
    for name, items in held.items():
        there = world.namespaces.union(made[name], *(made[other] for other in tree.behind.get(name, ())))
        seen: set[str] = set()
        for item in items:
            for space in spaces(item):
                if space in there or (space in everywhere and name != "bootstrap"):
                    continue
                if space in tree.deleted:
                    robbed.setdefault(space, []).append(item)
                elif space not in seen:
                    seen.add(space)
                    hint = "add the Namespace to the unit, with the annotation kustomize.toolkit.fluxcd.io/ssa: IfNotPresent"
                    if name == "bootstrap":
                        hint = "move it into a unit, or add the Namespace beside it: the root is applied before everything else"
                    yield Finding(
                        item, ("metadata", "namespace"),
                        f"namespace {space!r}, which {item.title} needs, does not exist by then", hint=hint,
                    )  # fmt: skip
    for space, (first, *others) in robbed.items():
        more = f" and {len(others)} more need" if others else " needs"
        yield Finding(
            tree.deleted[space], ("metadata", "name"), f"this takes away namespace {space!r}, which {first.title}{more}",
            hint="keep it, or take away what stands in it, too",
            others=((first, ("metadata", "namespace"), f"{first.title} is here"),),
        )  # fmt: skip
