"""Who owns what: each object and each CRD has one owner, and this says which."""

from __future__ import annotations

from msgspec import Struct

from generator.core.boot.needs import bringers
from generator.core.boot.tree import FluxUnit, Tree
from generator.core.boot.world import World, built_in
from generator.core.units import crd_name, kind_of
from generator.core.wiring import secret_of, shared


class Owner(Struct, frozen=True, order=True):
    """One line of the ownership map."""

    who: str
    """flux, chart, outside."""
    where: str
    """The unit, the release, or who else."""
    what: tuple[str, ...]
    """Titles of objects, names of CRDs."""


def owners(tree: Tree, world: World) -> tuple[Owner, ...]:
    """Objects by unit; CRDs in use by whoever brings them; what comes from outside by whom."""
    found: dict[tuple[str, str], dict[str, None]] = {}

    def add(who: str, where: str, what: str) -> None:
        found.setdefault((who, where), {})[what] = None

    for item in tree.root:
        if item.unit is not None:
            add("flux", "bootstrap", item.title)
    brought = bringers(tree, world)
    for name, unit in tree.units.items():
        for item in unit.objects:
            created = item.kind == "Namespace" and shared(item)
            add("flux", name, f"{item.title} (created if missing, else left alone)" if created else item.title)
            kind = kind_of(item)
            if built_in(kind):
                continue
            for bringer in sorted(brought.get(kind, ())):
                add(*_bringer(tree.units[bringer], kind), crd_name(kind))
            if kind not in brought:
                add("outside", world.giver(kind) or "nobody", crd_name(kind))
    made = {secret_of(item) for unit in tree.units.values() for item in unit.objects}
    for ref in world.secrets:
        if (ref.namespace, ref.name) not in made:
            when = "before Flux is installed" if ref.unit is None else "whoever brings Secrets into the cluster"
            add("outside", when, f"Secret {ref.namespace}/{ref.name}")
    return tuple(sorted(Owner(who, where, tuple(sorted(what))) for (who, where), what in found.items()))


def _bringer(unit: FluxUnit, kind: str) -> tuple[str, str]:
    if unit.elsewhere or kind in unit.defines:
        return "flux", unit.name
    releases = [item.name for item in unit.objects if item.kind == "HelmRelease"]
    return "chart", f"release {releases[0]}, or the operator that it installs" if releases else unit.name
