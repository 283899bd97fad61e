"""Namespaces: whoever needs one first creates it, unless somebody owns it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.flux.settings import Settings
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context
from generator.core.offer import Namespace
from generator.core.release import PRUNE_DISABLED
from generator.core.units import behind, ordered
from generator.core.wiring import BUILT_IN, IF_NOT_PRESENT, Wiring, spaces

SHARED: Json = {IF_NOT_PRESENT[0]: IF_NOT_PRESENT[1], **PRUNE_DISABLED}


def namespaces(ctx: Context, flux: Settings, wiring: Wiring) -> Iterator[Manifest]:
    """Owned namespaces in their unit; others in every unit that needs them before anything it waits for made them.

    IfNotPresent never touches one that exists, and `prune: disabled` leaves it when the unit goes (seen with
    kustomize-controller 1.9.5): one missing namespace fails a whole unit.
    """
    for offer in ctx.offers(Namespace):
        if offer.owned and not _stands(wiring, offer):
            yield _namespace(offer.unit, offer.name, labels=offer.labels, about=offer.about)
    asked = {(offer.unit, offer.name): offer.about for offer in ctx.offers(Namespace) if not offer.owned}
    made: dict[str, set[str]] = {}
    for path in (name for names in ordered(wiring.units, wiring.edges) for name in names):
        there = {*BUILT_IN, str(flux.namespace), *wiring.owned}
        there.update(*(made[other] for other in behind(path, wiring.edges)))
        wanted = {name: item.about for item in wiring.held.get(path, ()) for name in spaces(item)}
        wanted |= {name: about for (unit, name), about in asked.items() if unit == path}
        made[path] = {name for name in wanted if name not in there}
        present = {item.name for item in wiring.held.get(path, ()) if item.kind == "Namespace"}
        for name in sorted(made[path] - present):
            yield _namespace(path, name, annotations=SHARED, about=(*wanted[name], flux))


def _stands(wiring: Wiring, offer: Namespace) -> bool:
    return any(item.kind == "Namespace" and item.name == offer.name for item in wiring.held.get(offer.unit, ()))


def _namespace(
    unit: str, name: str, *, about: tuple[object, ...], labels: Json | None = None, annotations: Json | None = None
) -> Manifest:
    return manifest(unit, "namespaces", "v1", "Namespace", name, labels=labels, annotations=annotations, about=about)
