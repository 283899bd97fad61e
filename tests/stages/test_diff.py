"""What `gen diff` says of two documents."""

from __future__ import annotations

from typing import Any

import pytest

from generator.reports.diff import text
from generator.stages.diff import ABSENT, Change, fields

A, B, C = ({"toEndpoints": [{"matchLabels": {"app": name}}], "toPorts": [1]} for name in "abc")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"e": [A, B, C]}, {"e": [B, C]}, [("e[0]", A, ABSENT)]),
        ({"e": [B, C]}, {"e": [A, B, C]}, [("e[0]", ABSENT, A)]),
        ({"e": [A, B]}, {"e": [A, C]}, [("e[1].toEndpoints[0].matchLabels.app", "b", "c")]),
        ({"e": [A, B, C]}, {"e": [{**A, "toPorts": [2]}, C]}, [("e[0].toPorts[0]", 1, 2), ("e[1]", B, ABSENT)]),
        ({"e": [A, A]}, {"e": [A]}, [("e[1]", A, ABSENT)]),
        ({"e": [A]}, {"e": []}, [("e[0]", A, ABSENT)]),
        (
            {"p": [{"name": "x", "n": 1}, {"name": "y"}]},
            {"p": [{"name": "y"}]},
            [("p[name=x]", {"name": "x", "n": 1}, ABSENT)],
        ),
        ({"p": [{"name": "x", "e": [A, B]}]}, {"p": [{"name": "x", "e": [B]}]}, [("p[name=x].e[0]", A, ABSENT)]),
    ],
)
def test_lists_are_compared_by_what_stays(old: Any, new: Any, found: list[tuple[str, Any, Any]]) -> None:
    key = ("path", "old", "new")

    assert [tuple(getattr(one, name) for name in key) for one in fields(old, new)] == found


def test_long_values_are_shown_from_where_they_differ() -> None:
    common = "; ".join(f"gateways -> route {number}" for number in range(10))
    values = fields({"d": f"{common}; x", "e": [A]}, {"d": f"{common}; y", "f": 1})
    shown = text((Change(what="changed", identity=("v1", "Kind", "", "name"), file="f.yaml", fields=values),))

    assert "    d: …ateways -> route 9; x -> …ateways -> route 9; y\n" in shown
    assert "e: [{toEndpoints: [{matchLabels: {app: a}}], toPorts: [1]}] -> (none)\n" in shown
