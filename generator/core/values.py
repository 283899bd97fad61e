"""Helm values: what components offer for a release, and what the user writes over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from generator.core.artifact import Json, sorted_keys
from generator.core.context import Context
from generator.core.judgement import Other, Problem
from generator.core.offer import ChartItem, ChartValue
from generator.core.places import Keys, dotted


@cache
def keys(path: str) -> tuple[str, ...]:
    """`a.b\\.c` -> ("a", "b.c")."""
    return tuple(part.replace("\0", ".") for part in path.replace("\\.", "\0").split("."))


def offered(ctx: Context, release: str) -> tuple[ChartValue, ...]:
    """Everything that components offer for a release, the order of the chart's paths being theirs."""
    return ctx.part(_values_of, release)


def items(ctx: Context, release: str) -> tuple[ChartItem, ...]:
    """Everything that components want to stand in lists of a release's values."""
    return ctx.part(_items_of, release)


def _values_of(ctx: Context, release: str) -> tuple[ChartValue, ...]:
    return tuple(value for value in ctx.offers(ChartValue) if value.release == release)


def _items_of(ctx: Context, release: str) -> tuple[ChartItem, ...]:
    return tuple(item for item in ctx.offers(ChartItem) if item.release == release)


def values(offers: Iterable[ChartValue], written: Json | None = None, more: tuple[ChartItem, ...] = ()) -> Json:
    """The values of a release: offers put together, the user's own merged over them. Keys sorted: one look, one place.

    `more` stands in lists: after what offers say, before what the user adds.
    """
    result: Json = {}
    for value in offers:
        _put(result, keys(value.path), value.value)
    lists: Json = {}
    for path in dict.fromkeys(item.path for item in more):
        found = [item.item for item in more if item.path == path]
        below, above = at(result, keys(path)), at(written or {}, keys(path))
        _put(lists, keys(path), _unique([*(below or ()), *found, *(above or ())]))
    ordered: Json = _sorted(merged(merged(result, sorted_keys(written or {})), lists))
    return ordered


def at(tree: Json, path: Iterable[str]) -> Any:
    """What stands at a path, None when nothing does."""
    here: Any = tree
    for key in path:
        if not isinstance(here, dict) or key not in here:
            return None
        here = here[key]
    return here


def merged(below: Json, above: Json) -> Json:
    """Helm's own merge: objects key by key, everything else replaced."""
    result = dict(below)
    for key, value in above.items():
        under = result.get(key)
        result[key] = merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return result


def without(tree: Json, paths: Iterable[str]) -> Json:
    """The values minus some paths; objects that become empty go with them."""
    result = tree
    for path in paths:
        result = _removed(result, keys(path))
    return result


def leaves(tree: Json, at: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Every value that is no object, with its path."""
    for key, value in tree.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*at, key))
        else:
            yield (*at, key), value


def conflicts(ctx: Context, release: str, section: object, written: Json) -> Iterator[Problem]:
    """Two offers that differ on one path, and paths that the user writes although a typed field was written for them.

    A value that only follows from a default or from a rule may be said differently under `values`.
    """
    seen: dict[tuple[str, ...], ChartValue] = {}
    for value in offered(ctx, release):
        path = keys(value.path)
        first = seen.setdefault(path, value)
        if first.value != value.value and at(written, path) is None:
            yield Problem(
                _place(value, section),
                (),
                f"chart value `{value.path}` would have to be {shown(value.value)} here",
                hint="two parts of the inventory ask for different things; change one of them",
                others=(Other(_place(first, section), (), f"and {shown(first.value)} here"),),
            )
    for here, _ in leaves(written):
        for path, value in seen.items():
            if (here[: len(path)] == path or path[: len(here)] == here) and (said := _said(ctx, value, section)):
                yield Problem(
                    section,
                    ("values", *here),
                    f"chart value `{dotted(here)}` is set twice: a typed field already decides it",
                    hint="remove it here and say it with the field",
                    others=(Other(*said, f"`{value.path}: {shown(value.value)}` follows from here"),),
                )


def _said(ctx: Context, value: ChartValue, section: object) -> tuple[object, tuple[str | int, ...]] | None:
    """Where the inventory says it; None when only a default or a rule does."""
    if value.fields is None:
        return _place(value, section), ()
    written = next((field for field in value.fields if ctx.written(field)), None)
    return None if written is None else (ctx.inventory, tuple(written.split(".")))


def shown(value: Any) -> str:
    """As YAML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    from msgspec.json import encode  # only once something is wrong

    text = encode(value).decode()
    return text if len(text) <= 80 else f"{text[:79]}…"


def _unique(found: list[Any]) -> list[Any]:
    return [item for index, item in enumerate(found) if item not in found[:index]]


def _place(value: ChartValue, section: object) -> object:
    return value.about[0] if value.about else section


def _put(tree: Json, path: tuple[str, ...], value: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
    tree[path[-1]] = value


def _removed(tree: Json, path: tuple[str, ...]) -> Json:
    if path[0] not in tree:
        return tree
    result = dict(tree)
    if len(path) == 1:
        del result[path[0]]
        return result
    inner = _removed(result[path[0]], path[1:]) if isinstance(result[path[0]], dict) else result[path[0]]
    if inner == {}:
        del result[path[0]]
    else:
        result[path[0]] = inner
    return result


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value
