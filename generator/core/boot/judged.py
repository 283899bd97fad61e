"""Everything that keeps a tree from coming up, by code."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.core.boot import health, needs, shape
from generator.core.boot.tree import Tree, read
from generator.core.boot.world import World
from generator.core.graph import Graph
from generator.core.judgement import Finding

Judge = Callable[[Tree, World], Iterator[Finding]]

JUDGED: dict[str, Judge] = {
    "flux/missing-edge": needs.missing_edges,
    "flux/circular-order": shape.circles,
    "flux/unknown-dependency": shape.unknown_dependencies,
    "flux/kind-beside-its-release": needs.kinds_beside_their_release,
    "flux/unchecked-crd": needs.unchecked_kinds,
    "flux/kind-without-owner": needs.unowned_kinds,
    "flux/missing-namespace": needs.missing_namespaces,
    "flux/unchecked-release": health.unchecked_releases,
    "flux/dropped-health-check": health.dropped_checks,
    "flux/never-ready": health.never_ready,
    "flux/two-owners": shape.two_owners,
    "flux/namespace-of-two-units": shape.namespaces_twice,
}


def judged(code: str, graph: Graph) -> Iterator[Finding]:
    """The findings of one code. What only the compiler knows stands in the graph's facts."""
    return JUDGED[code](read(graph), World.of(graph))
