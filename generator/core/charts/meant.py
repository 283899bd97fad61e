"""What somebody most likely meant by a key that a chart never reads."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from generator.core import facts
from generator.core.charts.finding import Path, dotted
from generator.core.charts.history import history
from generator.core.charts.node import FAMILY, ITEM, REFUSED, UNREAD, Chart, Node
from generator.core.suggest import nearest

_MOST = 3


class Removed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value that charts used to read."""

    last: str
    """The last minor that read it."""
    gone: str
    """The first minor that did not."""
    instead: tuple[str, ...] = ()
    """What does its work now; empty: nothing, or not known."""


def meant(chart: Chart, path: Path) -> str:
    """Return a hint: where the value went, when it comes, what was probably meant, or that it does nothing."""
    return (
        _moved(chart, path)
        or _to_come(chart, path)
        or misspelt(chart, path)
        or _misplaced(chart, path)
        or "remove it: it has no effect"
    )


def _moved(chart: Chart, path: Path) -> str | None:
    table = removed(chart.name)
    for length in range(len(path), 0, -1):
        key = dotted(path[:length])
        if key in table:
            use = " and ".join(f"`{one}`" for one in table[key].instead)
            project = FAMILY.get(chart.name, chart.name)
            return f"gone since {project} {table[key].gone}: {f'use {use}' if use else 'remove it'}"
    return None


def _to_come(chart: Chart, path: Path) -> str | None:
    past = history(chart.name)
    key = ".".join(ITEM if isinstance(step, int) else step for step in path)
    later = past.later.get(key) if past else None
    since = later.since if later else past.since.get(key) if past else None
    return f"read since {chart.name} {since}: use that or a newer one, or remove it" if since else None


def misspelt(chart: Chart, path: Path) -> str | None:
    """Name a key beside it of nearly the same spelling, or what a dotted key means as a path."""
    node: Node | None = chart.values
    for step in path[:-1]:
        node = _below(node, step)
    wanted = str(path[-1])
    if "." in wanted and _at(chart.values, (*path[:-1], *wanted.split("."))):
        return f"write `{dotted((*path[:-1], *wanted.split('.')))}` as nested keys: a dot in a key does not nest"
    names = [key for key, child in node.keys.items() if child.reading not in (UNREAD, REFUSED)] if node else []
    found = nearest(wanted, names)
    return f"did you mean `{dotted((*path[:-1], found))}`?" if found and _alike(wanted, found) else None


def _misplaced(chart: Chart, path: Path) -> str | None:
    """The same key somewhere else, nearest place first."""
    elsewhere = _places(chart).get(str(path[-1]).lower(), ())
    ranked = sorted(elsewhere, key=lambda place: (-_shared(place, path), len(place), place))
    best = [place for place in ranked if _shared(place, path) == _shared(ranked[0], path)]
    shallow = [place for place in best if len(place) == len(best[0])]
    if not shallow or len(shallow) > _MOST:
        return None
    return f"did you mean {_either(tuple(dotted(place) for place in shallow))}?"


class _Table(msgspec.Struct, frozen=True):
    removed: dict[str, Removed]


@lru_cache(maxsize=8)
def removed(chart: str) -> dict[str, Removed]:
    """Return the values that a chart no longer reads, by dotted path."""
    try:
        content = facts.read("charts", FAMILY.get(chart, chart), "removed.json")
    except FileNotFoundError:
        return {}
    return msgspec.json.decode(content, type=_Table).removed


_index: dict[tuple[str, str], dict[str, tuple[tuple[str, ...], ...]]] = {}


def _places(chart: Chart) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Every read place by its last key in lower case; made once for a chart."""
    key = (chart.name, chart.version)
    if key not in _index:
        found: dict[str, list[tuple[str, ...]]] = {}
        _collect(chart.values, (), found)
        _index[key] = {name: tuple(places) for name, places in found.items()}
    return _index[key]


def _collect(node: Node, path: tuple[str, ...], into: dict[str, list[tuple[str, ...]]]) -> None:
    for key, child in node.keys.items():
        if child.reading not in (UNREAD, REFUSED):
            into.setdefault(key.lower(), []).append((*path, key))
            _collect(child, (*path, key), into)


def _below(node: Node | None, step: str | int) -> Node | None:
    return node and (node.keys.get(str(step)) or node.items)


def _at(node: Node | None, path: Path) -> Node | None:
    for step in path:
        node = _below(node, step)
    return node


def _alike(wanted: str, found: str) -> bool:
    """Near enough to name: `automount` for `autoMount`, not `refresh` for `enabled`."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, wanted.lower(), found.lower()).ratio() >= 0.8


def _shared(place: tuple[str, ...], path: Path) -> int:
    return sum(1 for key in path[:-1] if str(key) in place)


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(f"`{name}`" for name in names)
