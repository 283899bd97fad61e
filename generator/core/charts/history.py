"""Charts that only ever added values: the facts of their newest held release answer for all others too.

For a release before it, exactly: what came later is left out. For a release after it, as far as they go: what they know
is judged, and of a key that they do not know nothing is said but that it was not checked. `generator.distill.history`
reads every release of a chart, and writes such a history only if none ever removed a value or gave it another type.
"""

from __future__ import annotations

import sys
from functools import lru_cache

import msgspec

from generator.core import facts
from generator.core.charts.node import ITEM, READ, WHOLE, Chart, Node
from generator.core.charts.number import number, of_one_minor

_NEWEST = (sys.maxsize,)


class Later(msgspec.Struct, frozen=True):
    """A value that came after the last release whose templates were read, as the project documents it."""

    since: str
    types: tuple[str, ...]
    source: str


class History(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a chart began to read what."""

    first: str
    last: str
    """The releases that were read, both included."""
    since: dict[str, str]
    """Place (keys joined by dots) -> the release that first read it. What is not here, `first` read already."""
    typed: dict[str, str] = {}
    """Place -> the release whose schema first gave its type."""
    later: dict[str, Later] = {}

    def covers(self, version: str) -> bool:
        """Return whether anything is known of a release, or of what a range (`*`, `>=0.40`) ends in."""
        return bool(version) and _release(version) >= number(self.first)


@lru_cache(maxsize=8)
def history(chart: str) -> History | None:
    """Return the history of a chart; None for one whose minors do not answer for each other."""
    try:
        content = facts.read("charts", chart, "history.json")
    except FileNotFoundError:
        return None
    return msgspec.json.decode(content, type=History)


def as_of(chart: Chart, past: History, version: str) -> Chart:
    """Return what is known of `version` from the facts of the newest held release."""
    wanted = _release(version)
    absent = frozenset(path for path, since in past.since.items() if number(since) > wanted)
    untyped = frozenset(path for path, since in past.typed.items() if number(since) > wanted)
    values = chart.values
    for path, one in past.later.items():
        if number(one.since) <= wanted:
            values = _with(values, path.split("."), Node(reading=WHOLE, types=one.types))
    known = wanted[:2] <= number(past.last)[:2]  # every patch of a minor counts as read
    return Chart(
        name=chart.name,
        version=".".join(map(str, wanted)) if known else chart.version,
        values=_without(values, (), absent, untyped),
        complete=known,
    )


def _release(version: str) -> tuple[int, ...]:
    return number(version) if of_one_minor(version) else _NEWEST


def _with(node: Node, path: list[str], leaf: Node) -> Node:
    if not path:
        return leaf
    below = node.keys.get(path[0], Node(reading=READ, table=True))
    return msgspec.structs.replace(node, keys=node.keys | {path[0]: _with(below, path[1:], leaf)})


def _without(node: Node, at: tuple[str, ...], absent: frozenset[str], untyped: frozenset[str]) -> Node:
    below = {**node.keys, **({ITEM: node.items} if node.items else {})}
    kept = {key: _without(one, (*at, key), absent, untyped)
            for key, one in below.items() if ".".join((*at, key)) not in absent}  # fmt: skip
    items = kept.pop(ITEM, None)
    types = () if ".".join(at) in untyped else node.types
    return msgspec.structs.replace(node, keys=kept, items=items, types=types)
