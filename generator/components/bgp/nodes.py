"""Which selectors of nodes surely meet, whatever the nodes are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.components.bgp.settings import EVERY_NODE
from generator.core.selector import Requirement, disjoint, implies

LINUX = EVERY_NODE.requirements
"""What every node with an agent has: Cilium runs on Linux alone."""


def contained(selectors: Sequence[tuple[Requirement, ...]]) -> Iterator[tuple[int, int]]:
    """Pairs (inner, outer) of which every node of the first is selected by the second too; equal ones both ways.

    Values are indexed: racks times racks would be too many to try.
    """
    of_agents = [(*terms, *LINUX) for terms in selectors]
    index: dict[tuple[str, str], list[int]] = {}
    for inner, terms in enumerate(of_agents):
        for key, operator, values in terms if not disjoint(terms, LINUX) else ():
            if operator == "In" and values:
                index.setdefault((key, min(values)), []).append(inner)
    for outer, terms in enumerate(selectors):
        key, _, values = next((term for term in terms if term[1] == "In"), LINUX[0])
        near = sorted({inner for value in values for inner in index.get((key, value), ())})
        for inner in near:
            if inner != outer and implies(of_agents[inner], terms):
                yield inner, outer
