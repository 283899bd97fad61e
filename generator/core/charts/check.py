"""Hold values against what a chart reads: the door to the package."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from generator.core.charts import refusals, shelf
from generator.core.charts.finding import (
    DECLARED_UNREAD,
    ENUM,
    NOT_CHECKED,
    RANGE,
    REQUIRED,
    TYPE,
    UNREAD_KEY,
    Finding,
    Path,
    dotted,
)
from generator.core.charts.kind import kind_of, of_kind
from generator.core.charts.node import READ, REFUSED, UNREAD, WHOLE, Chart, Node
from generator.core.charts.placeholder import unfilled


def check_values(
    chart: str,
    version: str,
    values: Mapping[str, object],
    *,
    apis: Collection[str] | None = None,
    asked: refusals.Asked | None = None,
) -> Iterator[Finding]:
    """Yield what is wrong with `values` for a chart, in the order of the values; last, why it would not install.

    Nothing is yielded for a chart or minor that is not held: ask `shelf.held` and call that "not checked". Where an older
    minor answers, a key that it does not know is yielded as not checked.
    `apis` are the groups and versions that the cluster serves (`monitoring.coreos.com/v1`); None: not known.
    `asked` gets the paths that decide whether it would install.
    """
    facts = shelf.answer(chart, version)
    if facts is None:
        return
    refused = tuple(refusals.refused(facts, values, apis, asked=asked))
    told = {finding.path for finding in refused}
    for finding in _map(facts, facts.values, values, ()):
        if finding.path not in told:
            yield finding
    yield from refused


def accepted(chart: str, version: str, values: Mapping[str, object], asked: refusals.Asked, path: Path) -> bool:
    """Whether the chart's own rules that looked at a path, at what is around it or below it, let it install."""
    facts = shelf.answer(chart, version)
    if facts is None:
        return False
    top = str(path[0]) if path else ""
    concerned = [
        rule for rule, names in asked.items() if any(name.startswith(top) and _meet(path, name) for name in names)
    ]
    again = refusals.Asked()
    found = [*refusals.refused(facts, values, asked=again, only=concerned)]
    for rule, names in again.items():
        asked[rule] |= names  # with these values it may have looked further
    return not found


def _meet(path: Path, name: str) -> bool:
    return all(str(one) == two for one, two in zip(path, name.split("."), strict=False))


def matters(chart: str, version: str, path: Path, value: object) -> bool:
    """Whether there is something to say of a text or number at a path of values, as far as it alone decides it."""
    facts = shelf.answer(chart, version)
    if facts is None:
        return True
    node = facts.values
    for key in path:
        below = node.items if isinstance(key, int) else node.keys.get(key) or node.items
        if below is None:
            return node.closed or not _open(node)
        if below.reading in (REFUSED, UNREAD):
            return True
        node = below
    return any(_value(facts, node, value, path))


def _map(chart: Chart, node: Node, values: Mapping[str, object], path: Path) -> Iterator[Finding]:
    for key, value in values.items():
        below = (*path, str(key))
        child = node.keys.get(str(key)) or node.items
        if child is None:
            if node.closed or not _open(node):
                yield _unread(chart, node, below)
        elif child.reading == REFUSED:
            if child.keys and isinstance(value, Mapping):
                yield from _map(chart, child, value, below)
            else:
                yield _unread(chart, node, below)
        elif value is None:
            yield from _null(chart, child, below)
        elif child.reading == UNREAD:
            yield _declared_unread(chart, below)
            said = (DECLARED_UNREAD, UNREAD_KEY, NOT_CHECKED)
            yield from (one for one in _value(chart, child, value, below) if one.code not in said)
        else:
            yield from _value(chart, child, value, below)
    for key in node.required:
        if values.get(key) is None and not _has_default(node, key):
            message = f"`{dotted((*path, key))}` is required by the schema of chart {chart.name} {chart.version}"
            yield Finding(path, REQUIRED, message, f"set `{dotted((*path, key))}`")


def _value(chart: Chart, node: Node, value: object, path: Path) -> Iterator[Finding]:
    if unfilled(value):
        return
    if wrong := _wrong_kind(chart, node, value, path):
        yield wrong
    elif node.enum and not any(kind_of(one) == kind_of(value) and one == value for one in node.enum):
        allowed = ", ".join("null" if one is None else repr(one) for one in node.enum)
        yield Finding(path, ENUM, f"`{dotted(path)}` is {value!r}, which the chart's schema does not allow",
                      f"use one of {allowed}")  # fmt: skip
    elif isinstance(value, Mapping):
        yield from _map(chart, node, value, path)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if node.items is not None and item is not None:
                yield from _value(chart, node.items, item, (*path, index))
    elif isinstance(value, int | float) and _out_of_range(node, value):
        yield Finding(path, RANGE, f"`{dotted(path)}` is {value}, outside what the chart's schema allows",
                      f"stay between {_bound(node.minimum)} and {_bound(node.maximum)}")  # fmt: skip


def _null(chart: Chart, node: Node, path: Path) -> Iterator[Finding]:
    """Helm removes a key that is null where the chart has a default; elsewhere its schema sees the null."""
    if "v" not in node.origin and node.types and (wrong := _wrong_kind(chart, node, None, path)):
        yield wrong


def _wrong_kind(chart: Chart, node: Node, value: object, path: Path) -> Finding | None:
    if node.types:
        wanted: tuple[str, ...] = node.types
    elif node.table and node.reading == READ and node.keys and not isinstance(value, Mapping):
        wanted = ("object",)  # no schema says so, but the templates step into it
    else:
        return None
    if any(of_kind(value, one) for one in wanted):
        return None
    message = f"`{dotted(path)}` is {_described(value)}"
    return Finding(path, TYPE, message, f"chart {chart.name} {chart.version} wants {' or '.join(wanted)}")


def _unread(chart: Chart, node: Node, path: Path) -> Finding:
    from generator.core.charts.meant import meant  # only once something is wrong

    if not chart.complete:
        return _unknown(chart, path)
    message = f"chart {chart.name} {chart.version} never reads `{dotted(path)}`"
    if node.closed:
        message += ", and its schema refuses it"
    return Finding(path, UNREAD_KEY, message, meant(chart, path))


def _unknown(chart: Chart, path: Path) -> Finding:
    from generator.core.charts.meant import misspelt

    message = f"`{dotted(path)}` is not known to chart {chart.name} {chart.version}, the newest that is held"
    return Finding(path, NOT_CHECKED, message, misspelt(chart, path))


def _declared_unread(chart: Chart, path: Path) -> Finding:
    if not chart.complete:
        return _unknown(chart, path)
    message = f"chart {chart.name} {chart.version} declares `{dotted(path)}`, but no template of it reads that"
    return Finding(path, DECLARED_UNREAD, message, "remove it: it has no effect")


def _open(node: Node) -> bool:
    """Any key may stand here: the place is taken whole, or it is a leaf that only has to be there."""
    return node.reading == WHOLE or not (node.keys or node.items)


def _has_default(node: Node, key: str) -> bool:
    child = node.keys.get(key)
    return child is not None and ("v" in child.origin)


def _out_of_range(node: Node, value: float) -> bool:
    return (node.minimum is not None and value < node.minimum) or (node.maximum is not None and value > node.maximum)


def _bound(bound: float | None) -> str:
    return "anything" if bound is None else f"{bound:g}"


def _described(value: object) -> str:
    kind = kind_of(value)
    if value is None:
        return kind
    return f"{'an' if kind[0] in 'aeio' else 'a'} {kind}: {_shown(value)}"


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "{…}" if value else "{}"
    if isinstance(value, list | tuple):
        return "[…]" if value else "[]"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…'"
