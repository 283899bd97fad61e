"""Names of CRDs, and the order that follows from who waits for whom."""

from __future__ import annotations

import msgspec
import pytest

from generator.core import facts
from generator.core.offer import Unit
from generator.core.schema.store import Held, Schemas
from generator.core.units import behind, crd_name, merged, ordered, reduced

Edges = dict[str, dict[str, str]]


def test_plurals_are_those_of_every_kind_we_hold() -> None:
    index = msgspec.json.decode(facts.read("crds", "index.json"), type=Held)
    wrong: set[tuple[str, str]] = set()
    for project, versions in index.items():
        for version in versions:
            schemas = Schemas({project: version})
            for api_version, kinds in versions[version].items():
                for name in kinds:
                    kind = schemas.load(api_version, name)
                    group = api_version.partition("/")[0]
                    if not kind.native and kind.plural and crd_name(f"{name}.{group}") != f"{kind.plural}.{group}":
                        wrong.add((name, kind.plural))
    assert wrong == set()


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({"a": {}, "b": {"a": ""}, "c": {"b": "", "a": ""}}, {"a": [], "b": ["a"], "c": ["b"]}),
        ({"a": {}, "b": {}, "c": {"a": "", "b": ""}}, {"a": [], "b": [], "c": ["a", "b"]}),
        ({"a": {"b": ""}, "b": {"a": ""}}, {"a": ["b"], "b": ["a"]}),
    ],
)
def test_edges_that_follow_from_others_go(edges: Edges, expected: dict[str, list[str]]) -> None:
    left = reduced(edges)
    assert {unit: list(needs) for unit, needs in left.items()} == expected
    assert {unit: behind(unit, left) for unit in left} == {unit: behind(unit, edges) for unit in edges}


def test_circles_are_in_no_round() -> None:
    assert ordered(["a", "b", "c", "d"], {"b": {"c": ""}, "c": {"b": ""}, "d": {"a": ""}}) == (("a",), ("d",))


def test_a_unit_offered_twice_adds_up() -> None:
    one = Unit(path="a", after=("x",), brings=("K.g",), health=({"kind": "K"},), prune=True)
    two = Unit(path="a", after=("y", "x"), health=({"kind": "K"}, {"kind": "L"}), orphan=True, prune=False)
    assert merged([one, two]) == {
        "a": Unit(
            path="a",
            after=("x", "y"),
            brings=("K.g",),
            health=({"kind": "K"}, {"kind": "L"}),
            orphan=True,
            prune=False,
        )
    }
