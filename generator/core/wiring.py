"""What waits for what in one cluster's tree: the edges that its objects and its units ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from generator.core.context import Context
from generator.core.graph import Graph, Object
from generator.core.offer import Namespace, SecretRef, Unit
from generator.core.units import bringers, contents, kind_of, merged

IF_NOT_PRESENT = ("kustomize.toolkit.fluxcd.io/ssa", "IfNotPresent")
BUILT_IN = frozenset({"default", "kube-node-lease", "kube-public", "kube-system"})
"""Namespaces that the API server makes itself."""


class Wiring(Struct, frozen=True):
    """The units that will exist, what they hold, and why each waits for others."""

    units: dict[str, Unit]
    held: dict[str, list[Object]]
    bringers: dict[str, str]
    edges: dict[str, dict[str, str]]
    owned: dict[str, str]
    """Namespace -> the unit that owns it."""


def wired(ctx: Context, graph: Graph) -> Wiring:
    """A unit is there when it holds an object, or takes its objects from elsewhere."""
    held = contents(graph)
    offered = merged(ctx.offers(Unit))
    owned = _owned(ctx.offers(Namespace), held)
    there = sorted({*held, *owned.values(), *(path for path, unit in offered.items() if unit.source)})
    units = {path: offered.get(path) or Unit(path=path) for path in there}
    brought = bringers(units, held)
    edges: dict[str, dict[str, str]] = {path: {} for path in units}
    for path, unit in units.items():
        mine = edges[path]
        seen: set[str] = set()
        for item in held.get(path, ()):
            kind = kind_of(item)
            if kind not in seen:
                seen.add(kind)
                _want(mine, path, brought.get(kind), f"brings the kind of {item.title}")
            for name in spaces(item) if owned else ():
                _want(mine, path, owned.get(name), f"owns namespace {name}")
        for other in unit.after:
            _want(mine, path, other if other in units else None, "comes first")
    _secrets(ctx.offers(SecretRef), held, edges)
    return Wiring(units, held, brought, edges, owned)


def _want(needs: dict[str, str], unit: str, other: str | None, why: str) -> None:
    if other is not None and other != unit:
        needs.setdefault(other, why)


def _owned(offers: Iterable[Namespace], held: Mapping[str, Iterable[Object]]) -> dict[str, str]:
    found = {offer.name: offer.unit for offer in offers if offer.owned}
    for unit, items in held.items():
        found |= {item.name: unit for item in items if item.kind == "Namespace" and not shared(item)}
    return found


def shared(item: Object) -> bool:
    """Whether Flux only creates the object where it is missing, so that several units may carry it."""
    return item.annotations.get(IF_NOT_PRESENT[0]) == IF_NOT_PRESENT[1]


def spaces(item: Object) -> tuple[str, ...]:
    """The namespaces that must exist before an object can be applied, or before its release can be installed."""
    names = [item.namespace]
    if item.kind == "HelmRelease" and not (item.spec.get("install") or {}).get("createNamespace"):
        names += [item.spec.get("targetNamespace"), item.spec.get("storageNamespace")]
    return tuple(dict.fromkeys(str(name) for name in names if name))


def secret_of(item: Object) -> tuple[str, str] | None:
    """(namespace, name) of the Secret that exists because of this object; None for other objects."""
    if item.kind == "ExternalSecret":
        target = (item.spec.get("target") or {}).get("name")
        return (item.namespace or "", str(target or item.name))
    return (item.namespace or "", item.name) if item.kind in ("Secret", "SealedSecret") else None


def _secrets(
    refs: Iterable[SecretRef], held: Mapping[str, Iterable[Object]], edges: Mapping[str, dict[str, str]]
) -> None:
    """Who uses a Secret that another unit holds waits for that unit."""
    where = {found: unit for unit, items in held.items() for item in items if (found := secret_of(item))}
    for ref in refs:
        if ref.unit is not None and ref.unit in edges:
            holder = where.get((ref.namespace, ref.name))
            _want(edges[ref.unit], ref.unit, holder, f"holds Secret {ref.namespace}/{ref.name}")
