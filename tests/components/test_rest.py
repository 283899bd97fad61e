"""What selectors leave over is exactly what none of them selects."""

from __future__ import annotations

import itertools
import random

import pytest

from generator.components.security.rest import Terms, rest
from generator.core.selector import Requirement, select

KEYS = ("app", "tier", "stage")
VALUES = ("a", "b", "c")


def everybody() -> list[dict[str, str]]:
    """Every way to be labelled: each value, one that no selector names, and none at all."""
    choices = [[None, "z", *VALUES]] * len(KEYS)
    return [{k: v for k, v in zip(KEYS, one, strict=True) if v is not None} for one in itertools.product(*choices)]


def some_selectors(seed: int) -> list[Terms]:
    chance = random.Random(seed)  # noqa: S311

    def term() -> Requirement:
        operator = chance.choice(("In", "In", "NotIn", "Exists", "DoesNotExist"))
        values = tuple(chance.sample(VALUES, chance.randint(1, 2))) if operator.endswith("In") else ()
        return chance.choice(KEYS), operator, values

    return [tuple(term() for _ in range(chance.choice((1, 1, 2, 3)))) for _ in range(chance.randint(1, 5))]


@pytest.mark.parametrize("seed", range(300))
def test_each_of_the_others_is_in_exactly_one(seed: int) -> None:
    taken = some_selectors(seed)
    left = list(rest(taken))
    for labels in everybody():
        found = sum(select(terms, labels) for terms in left)
        assert found == (not any(select(terms, labels) for terms in taken)), (taken, left, labels)


def test_selectors_of_one_label_are_said_by_one() -> None:
    assert list(rest([(("app", "In", ("a",)),), (("app", "In", ("b",)),), (("app", "In", ("a",)),)])) == [
        (("app", "NotIn", ("a",)), ("app", "NotIn", ("b",)))
    ]


def test_of_several_labels_one_may_differ() -> None:
    assert list(rest([(("app", "In", ("a",)), ("tier", "In", ("b",)))])) == [
        (("app", "NotIn", ("a",)), ),
        (("app", "In", ("a",)), ("tier", "NotIn", ("b",))),
    ]  # fmt: skip


def test_nobody_is_left_beside_everybody() -> None:
    assert list(rest([(("app", "In", ("a",)),), ()])) == []
    assert list(rest([(("app", "Exists", ()),), (("app", "DoesNotExist", ()),)])) == []


def test_namespaces_do_not_multiply() -> None:
    """Each namespace with its own policies is a case of its own, not a factor."""
    taken = [(("ns", "In", (str(n),)), ("app", "In", ("a",)), ("tier", "In", ("b",))) for n in range(20)]

    assert len(list(rest(taken))) <= 41
