"""Selectors: one meaning in three spellings."""

from __future__ import annotations

from itertools import product

import pytest

from generator.core.selector import Selector, disjoint, from_spec, implies, satisfying, select

TERMS = ("a=x", "a in (x,y)", "a!=x", "a notin (x,y)", "a", "!a", "b=x", "!b")
WORLD = [
    {key: value for key, value in zip("ab", pair, strict=True) if value is not None}
    for pair in product((None, "x", "y", "z"), repeat=2)
]


@pytest.mark.parametrize(
    ("one", "other"),
    [("a=b,c", "c,a=b"), ("a in (x,y)", "a in (y,x)"), ("a=b", "a in (b)"), ("a!=b", "a notin (b)"), ("a==b", "a=b")],
)
def test_canonical_is_equal_for_equal_meanings(one: str, other: str) -> None:
    assert Selector(one).canonical == Selector(other).canonical


@pytest.mark.parametrize(("one", "other"), [("a=b", "a!=b"), ("a", "!a"), ("a in (x,y)", "a in (x)"), ("a=b", "a=c")])
def test_canonical_differs_for_different_meanings(one: str, other: str) -> None:
    assert Selector(one).canonical != Selector(other).canonical


@pytest.mark.parametrize("text", ["a=b", "a in (x,y),b", "a!=b,!c", "", "a notin (x,y)", "a=,b=c"])
def test_spec_keeps_the_meaning(text: str) -> None:
    selector = Selector(text)

    assert sorted(from_spec(selector.spec())) == sorted(selector.requirements)


@pytest.mark.parametrize("text", ["a=b", "a in (x,y),b", "a!=b,!c", "a notin (x,y),d"])
def test_satisfying_labels_are_selected(text: str) -> None:
    requirements = Selector(text).requirements

    assert select(requirements, satisfying(requirements))


def test_nothing_satisfies_a_contradiction() -> None:
    requirements = Selector("a=b,!a").requirements

    assert not select(requirements, satisfying(requirements))


@pytest.mark.parametrize("one", [f"{first},{second}" for first, second in product(TERMS, repeat=2)])
def test_what_is_said_of_two_selectors_holds_for_all_labels(one: str) -> None:
    mine = Selector(one).requirements
    chosen = [labels for labels in WORLD if select(mine, labels)]
    for other in TERMS:
        theirs = Selector(other).requirements
        if disjoint(mine, theirs):
            assert not any(select(theirs, labels) for labels in chosen), other
        if implies(mine, theirs):
            assert all(select(theirs, labels) for labels in chosen), other


@pytest.mark.parametrize(
    ("one", "other"), [("a=x", "a in (x,y)"), ("a=x,b", "a"), ("!a", "a!=x"), ("a=z", "a notin (x,y)"), ("a=x", "")]
)
def test_a_narrower_selector_implies_a_wider_one(one: str, other: str) -> None:
    assert implies(Selector(one).requirements, Selector(other).requirements)
    assert not implies(Selector(other).requirements, Selector(one).requirements)
