"""The real charts, rendered by the real helm, say what our facts and rules say."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest

from generator.core.charts import shelf
from generator.core.charts.check import check_values
from generator.core.charts.node import UNREAD, WHOLE, Node
from tests.core.charts.real_charts import archive, render
from tests.core.charts.refusal_cases import Case, nest
from tests.core.charts.test_refusals import RUNS, versions
from tests.core.charts.wide import DEAD, OFF, WIDE

pytestmark = pytest.mark.real

SAMPLE = 25
CILIUM = versions("cilium")


@pytest.mark.parametrize(("case", "version"), RUNS)
def test_helm_refuses_what_our_rules_refuse(case: Case, version: str) -> None:
    rendered, problem = render(archive(case.chart, version), case.values)

    assert (rendered is None) == (case.path is not None), problem


@pytest.mark.parametrize("version", CILIUM)
def test_what_is_read_shows(version: str) -> None:
    """A place that the facts call read changes what is rendered, if its feature is on."""
    rendered = _wide(version)
    places = [place for place in _plain(shelf.load("cilium", version).values) if not place[0].startswith(OFF)]
    chosen = random.Random(version).sample(sorted(places), SAMPLE)  # noqa: S311 - a sample, no secret

    silent = []
    for path, default in chosen:
        changed, problem = render(archive("cilium", version), _with(WIDE, path, _other(default)))
        assert changed is not None or "Error" in problem
        if changed == rendered:
            silent.append(path)

    assert silent == []


@pytest.mark.parametrize("version", CILIUM)
def test_what_is_not_read_does_not_show(version: str) -> None:
    """Keys that the facts call dead change nothing, all of them at once."""
    values = WIDE
    for path, default in _unread(shelf.load("cilium", version).values):
        values = _with(values, path, _other(default))
    for path in DEAD:
        values = _with(values, path, "dead")

    changed, problem = render(archive("cilium", version), values)

    assert problem == ""
    assert changed == _wide(version)


@lru_cache
def _wide(version: str) -> str:
    rendered, problem = render(archive("cilium", version), WIDE)
    assert rendered is not None, problem
    return rendered


def _plain(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Places that are taken whole and hold a text or number by default."""
    for key, child in node.keys.items():
        if child.reading != WHOLE:
            yield from _plain(child, (*path, key))
        elif isinstance(child.default, str | int) and child.default not in ("", 0, True, False) and not child.enum:
            yield ".".join((*path, key)), child.default


def _unread(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for key, child in node.keys.items():
        if child.reading == UNREAD:
            if not child.table:
                yield ".".join((*path, key)), {} if child.types == ("object",) else child.default
        else:
            yield from _unread(child, (*path, key))


def _other(default: Any) -> Any:
    """Another value of the same type, and a duration for a duration."""
    if isinstance(default, bool):
        return not default
    if isinstance(default, int):
        return default + 1
    if isinstance(default, str):
        return "7h" if default[:1].isdigit() and default[-1:] in "smh" else f"{default}x"
    return {"x": "y"} if isinstance(default, dict) else default if isinstance(default, list) else "x"


def _with(values: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
        for key, inner in more.items():
            if isinstance(inner, dict) and isinstance(into.get(key), dict):
                merge(into[key], inner)
            else:
                into[key] = inner

    changed = copy.deepcopy(values)
    merge(changed, nest(**{path: value}))
    return changed


@pytest.mark.parametrize("version", CILIUM)
def test_schema_verdicts_agree(version: str) -> None:
    """A leaf given a value of any type is refused by helm exactly when we say so."""
    chance = random.Random(version)  # noqa: S311
    leaves = sorted(path for path, _ in _plain(shelf.load("cilium", version).values))
    wrong = []
    for path in chance.sample(leaves, SAMPLE):
        value = chance.choice(["7", 7, True, {"a": 1}, [1], 1.5])
        rendered, problem = render(archive("cilium", version), nest(**{path: value}))
        ours = [finding.code for finding in check_values("cilium", version, nest(**{path: value}))]
        if (rendered is None) != bool(ours):
            wrong.append((path, value, ours, problem))

    assert wrong == []
