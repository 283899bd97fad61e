"""Whether a unit that says Ready is ready: its releases, and all that its makers promised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.core.boot.tree import INSTALLING, FluxUnit, Tree
from generator.core.boot.world import World
from generator.core.graph import Object
from generator.core.judgement import Finding
from generator.core.units import CRD


def unchecked_releases(tree: Tree, world: World) -> Iterator[Finding]:
    """A unit that is Ready once its HelmRelease is stored, before anything is installed.

    In a tree that is not ours only where another unit waits for it: elsewhere it may be meant.
    """
    awaited = {need for unit in tree.units.values() for need in unit.needs}
    for name, unit in tree.units.items():
        if unit.waits or not (world.ours or name in awaited):
            continue
        for item in unit.objects:
            if item.kind == "HelmRelease" and not unit.checked("HelmRelease", item.name):
                yield Finding(
                    unit.item, ("spec", "healthChecks"), f"unit `{name}` is Ready before {item.title} is installed",
                    hint="name the HelmRelease in `healthChecks`",
                    others=((item, (), f"{item.title} is here"),),
                )  # fmt: skip


def dropped_checks(tree: Tree, world: World) -> Iterator[Finding]:
    """A health check that the unit's makers count on, and its Kustomization lacks."""
    for name, unit in tree.units.items():
        promise = world.promise(name)
        for check in promise.health:
            if check not in unit.checks:
                yield _dropped(unit, "healthChecks", f"{check.get('kind')} {_title(check)}")
        for expression in promise.expressions:
            if expression not in (unit.spec.get("healthCheckExprs") or ()):
                yield _dropped(unit, "healthCheckExprs", f"{expression.get('kind')}'s expression")
        if promise.wait and not unit.waits and not any(c.get("kind") == CRD for c in unit.checks):
            yield _dropped(unit, "wait", "all of its objects")


def _dropped(unit: FluxUnit, key: str, what: str) -> Finding:
    return Finding(
        unit.item, ("spec", key), f"unit `{unit.name}` no longer waits for {what} before it is Ready",
        hint=f"put it back into `{key}`",
    )  # fmt: skip


def _title(check: dict[str, Any]) -> str:
    return f"{check['namespace']}/{check.get('name')}" if check.get("namespace") else str(check.get("name"))


def never_ready(tree: Tree, world: World) -> Iterator[Finding]:
    """A health check of something that neither the unit nor anything before it makes: it fails at every timeout."""
    if not world.ours:
        return
    for name, unit in tree.units.items():
        if name in tree.unreleased:
            continue  # `flux/release-taken-away` says so of all that it would have brought
        before = [unit, *(tree.units[other] for other in tree.behind[name])]
        objects: list[Object] = [item for other in before for item in other.objects] + list(tree.root)
        installs = any(item.kind in INSTALLING for item in objects)
        known = {(item.kind, item.name, item.namespace or "") for item in objects}
        for index, check in enumerate(unit.checks):
            kind = str(check.get("kind"))
            exists = (kind, str(check.get("name")), str(check.get("namespace") or "")) in known
            if not exists and not (installs and kind != "HelmRelease"):
                yield Finding(
                    unit.item, ("spec", "healthChecks", index),
                    f"unit `{name}` waits for {kind} {_title(check)}, which nothing before it makes",
                    hint="remove the health check, or let the unit depend on what makes it",
                )  # fmt: skip
