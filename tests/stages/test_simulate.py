"""Every case comes up from nothing; and no edge and no health check of any of them can be missed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.core.boot import World, world
from generator.core.graph import Graph, Object
from generator.stages.simulate import Boot, simulate
from tests.harness import compiled, sound_cases

KUSTOMIZE = "kustomize.toolkit.fluxcd.io"
Deletion = tuple[str, str, Any, Graph]
"""(unit, key of its spec, what was taken away, the graph without it)."""


@cache
def trees(case: Path) -> tuple[tuple[Graph, World], ...]:
    """The clusters of a case that is not refused."""
    clusters, found = compiled(case / "inventory.yaml")
    assert not any(d.severity == "error" for d in found)
    assert clusters
    return tuple((c.graph, world(c.ctx)) for c in clusters if c.graph is not None and c.ctx is not None)


@pytest.mark.parametrize("case", sound_cases(), ids=lambda c: f"{c.parts[-3]}/{c.name}")
def test_case_comes_up(case: Path) -> None:
    for graph, around in trees(case):
        boot = simulate(graph, around)
        assert (said(boot), boot.waiting) == ([], {})
        assert sorted(name for names in boot.rounds for name in names) == sorted(boot.tree.units)


@pytest.mark.parametrize("case", sound_cases(), ids=lambda c: f"{c.parts[-3]}/{c.name}")
def test_deletion_is_found(case: Path) -> None:
    missed = [
        f"{unit}: {key} {what}"
        for graph, around in trees(case)
        for unit, key, what, without in deletions(graph)
        if not simulate(without, around).problems
    ]
    assert missed == []


def said(boot: Boot) -> list[str]:
    return [f"{code}: {finding.message}" for code, finding in boot.problems]


def deletions(graph: Graph) -> Iterator[Deletion]:
    """The graph without one edge, or one health check, each in turn; what an overlay wrote is the user's own."""
    for item in (one for one in graph.of("Kustomization", KUSTOMIZE) if not one.patches):
        for key in ("dependsOn", "healthChecks", "healthCheckExprs"):
            for index, what in enumerate(item.spec.get(key) or ()):
                yield item.name, key, what, without(graph, item, key, index)
        if item.spec.get("wait"):
            yield item.name, "wait", True, without(graph, item, "wait", None)


def without(graph: Graph, item: Object, key: str, index: int | None) -> Graph:
    document = copy.deepcopy(item.document)
    if index is None:
        del document["spec"][key]
    else:
        del document["spec"][key][index]
    return replaced(graph, item, document)


def replaced(graph: Graph, item: Object, document: dict[str, Any]) -> Graph:
    changed = Object(document=document, file=item.file, unit=item.unit, owner=item.owner, about=item.about)
    return graph.holding(changed if one is item else one for one in graph.objects)
