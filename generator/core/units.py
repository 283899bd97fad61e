"""Units and their order: who brings a kind, who needs it, and what waits for whom.

Flux facts (kustomize-controller 1.9, docs/spec/v1/kustomizations.md): `dependsOn` waits until the other Kustomization
is Ready at the same revision; a Kustomization applies CRDs, Namespaces and ClusterRoles first, then the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from generator.core.graph import Graph, Object
from generator.core.layout import BOOTSTRAP
from generator.core.offer import Unit

CRD = "CustomResourceDefinition"


Edges = Mapping[str, Mapping[str, str]]
"""unit -> what it waits for -> why."""


def merged(offers: Iterable[Unit]) -> dict[str, Unit]:
    """Every unit once: what several components ask of one adds up."""
    found: dict[str, Unit] = {}
    for offer in offers:
        known = found.get(offer.path)
        found[offer.path] = offer if known is None else _sum(known, offer)
    return found


def _sum(one: Unit, two: Unit) -> Unit:
    return Unit(
        path=one.path,
        after=_once((*one.after, *two.after)),
        brings=_once((*one.brings, *two.brings)),
        health=_distinct((*one.health, *two.health)),
        expressions=_distinct((*one.expressions, *two.expressions)),
        wait=one.wait or two.wait,
        orphan=one.orphan or two.orphan,
        source=one.source or two.source,
        prune=one.prune and two.prune,
        timeout=one.timeout or two.timeout,
        substitute=one.substitute and two.substitute,
        about=(*one.about, *two.about),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _distinct(items: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    return tuple(item for index, item in enumerate(items) if item not in items[:index])


def contents(graph: Graph) -> dict[str, list[Object]]:
    """unit -> its objects. The root is no unit: Flux applies it before anything else."""
    held: dict[str, list[Object]] = {}
    for item in graph.outlines:
        if item.unit is not None and item.unit != BOOTSTRAP:
            held.setdefault(item.unit, []).append(item)
    return held


def kind_of(item: Object) -> str:
    """`Kind.group`, as `Unit.brings` names kinds; core kinds have no dot."""
    return f"{item.kind}.{item.group}" if item.group else item.kind


def defined_by(item: Object) -> str | None:
    """The kind that a CustomResourceDefinition defines; None for every other object."""
    return defined_by_document(item.document)


def defined_by_document(document: dict[str, Any]) -> str | None:
    """The same of a bare document."""
    if document.get("kind") != CRD:
        return None
    spec = document.get("spec") or {}
    return f"{(spec.get('names') or {}).get('kind', '')}.{spec.get('group', '')}"


def bringers(units: Mapping[str, Unit], held: Mapping[str, Iterable[Object]]) -> dict[str, str]:
    """kind -> the unit after which its CRD exists. The first in alphabetical order, should there be two (a rule says so)."""
    found: dict[str, str] = {}
    for path in sorted({*units, *held}):
        offered = units[path].brings if path in units else ()
        for kind in (*offered, *filter(None, map(defined_by, held.get(path, ())))):
            found.setdefault(kind, path)
    return found


def crd_name(kind: str) -> str:
    """Name of the CRD of `Kind.group`: the English plural, as every CRD we hold has it (a test compares them)."""
    name, _, group = kind.partition(".")
    word = name.lower()
    if word in _IRREGULAR:
        plural = _IRREGULAR[word]
    elif word.endswith("y") and word[-2] not in "aeiou":
        plural = f"{word[:-1]}ies"
    else:
        plural = f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"
    return f"{plural}.{group}"


_IRREGULAR = {"podinfo": "podinfo", "tracingpolicynamespaced": "tracingpoliciesnamespaced"}


def ordered(names: Iterable[str], edges: Edges) -> tuple[tuple[str, ...], ...]:
    """Rounds: each holds what can run once all before it are done. What waits for itself in a circle is left out."""
    left = sorted(names)
    done: set[str] = set()
    rounds: list[tuple[str, ...]] = []
    while left:
        ready = tuple(name for name in left if all(need in done for need in edges.get(name, ())))
        if not ready:
            break
        rounds.append(ready)
        done.update(ready)
        left = [name for name in left if name not in done]
    return tuple(rounds)


def behind(name: str, edges: Edges) -> set[str]:
    """Everything that is surely ready before `name` starts. Without `name` itself, unless it waits in a circle."""
    found: set[str] = set()
    todo = list(edges.get(name, ()))
    while todo:
        need = todo.pop()
        if need not in found:
            found.add(need)
            todo += edges.get(need, ())
    return found


def reduced(edges: Edges) -> dict[str, dict[str, str]]:
    """The edges without those that follow from others: each edge costs a requeue on every commit.

    A unit that is Ready saw its own dependencies Ready at the same revision, so the rest still holds.
    """
    before = {name: behind(name, edges) for name in edges}
    return {
        unit: {
            need: why
            for need, why in needs.items()
            if not any(need in before.get(other, ()) for other in needs if other != need)
        }
        for unit, needs in edges.items()
    }
