"""Selectors: one meaning in three spellings."""

from __future__ import annotations

import pytest

from generator.core.selector import Selector, from_spec, satisfying, select


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
