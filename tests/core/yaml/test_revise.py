"""The text of a document made of another one's: what `dump` would have written, or nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest

from generator.core.memo.kin import differences
from generator.core.yaml import dump
from generator.core.yaml.revise import revised

KEYS = ["k", "k", "a", "b", "yes", "1", "a: b", "k ", "", "é", "k: 1", "#", "x" * 300]
SCALARS: list[Any] = [
    "", "a", "b", "yes", "1", "1.0", "-0.0", "null", "true", "a: b", "a #b", "x\ny", "x\ny\n", "k: 1", "k: 1\n  k: 1", "\n", "\t",
    "\u2028", "'", '"', "\\n", "*a", "- a", "1e3", "a" * 600, "  k: 1", "b: 1\n  k: 1\nc", 'k: "yes"',
    0, 1, 2, 10**30, True, False, None, 0.0, -0.0, 1.0, 2.5, [], {}, [1], ["a", {"k": 1}],
]  # fmt: skip
"""What must be quoted, what looks like something else, and texts that hold what other lines say."""


def value(order: random.Random, depth: int) -> Any:
    kind = order.random()
    if depth == 0 or kind < 0.5:
        return order.choice(SCALARS)
    if kind < 0.9:
        return {order.choice(KEYS): value(order, depth - 1) for _ in range(order.randrange(4))}
    return [value(order, depth - 1) for _ in range(order.randrange(3))]


def changed(old: Any, order: random.Random) -> Any:
    if isinstance(old, dict):
        return {key: changed(inner, order) for key, inner in old.items()}
    if isinstance(old, list):
        return [changed(inner, order) for inner in old]
    return order.choice(SCALARS) if order.random() < 0.2 else old


@pytest.mark.parametrize("seed", range(4))
def test_what_is_made_of_another_text_is_what_would_be_written(seed: int) -> None:
    order, made = random.Random(seed), 0  # noqa: S311 - no secret
    for _ in range(4000):
        old = {order.choice(KEYS): value(order, 3) for _ in range(4)}
        new = changed(old, order)
        paths = differences(old, new)
        text = None if paths is None else revised(dump(old), old, new, paths)
        if text is not None:
            made += bool(paths)
            assert text == dump(new), (old, new)

    assert made > 200


def test_equal_lines_are_written_anew() -> None:
    old, new = {"a": {"k": 1}, "b": {"k": 1}}, {"a": {"k": 1}, "b": {"k": 2}}

    assert revised(dump(old), old, new, [("b", "k")]) is None
    assert revised(dump(old), old, {**old, "c": 1}, []) == dump(old)
