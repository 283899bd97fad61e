"""Helm values: what components offer for a release, and what the user writes over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.judgement import Other, Problem
from generator.core.offer import ChartValue
from generator.core.places import Keys, dotted


def keys(path: str) -> tuple[str, ...]:
    """`a.b\\.c` -> ("a", "b.c")."""
    return tuple(part.replace("\0", ".") for part in path.replace("\\.", "\0").split("."))


def offered(ctx: Context, release: str) -> tuple[ChartValue, ...]:
    """Everything that components offer for a release, the order of the chart's paths being theirs."""
    return tuple(value for value in ctx.offers(ChartValue) if value.release == release)


def values(offers: Iterable[ChartValue], written: Json | None = None) -> Json:
    """The values of a release: offers put together, the user's own merged over them. Keys sorted: one look, one place."""
    result: Json = {}
    for value in offers:
        _put(result, keys(value.path), value.value)
    ordered: Json = _sorted(merged(result, written or {}))
    return ordered


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
    """Two offers that differ on one path, and paths that the user writes although a typed field already decides them."""
    seen: dict[tuple[str, ...], ChartValue] = {}
    for value in offered(ctx, release):
        path = keys(value.path)
        first = seen.setdefault(path, value)
        if first.value != value.value:
            yield Problem(
                _place(value, section),
                (),
                f"chart value `{value.path}` would have to be {value.value!r} here",
                hint="two parts of the inventory ask for different things; change one of them",
                others=(Other(_place(first, section), (), f"and {first.value!r} here"),),
            )
    for at, _ in leaves(written):
        for path, value in seen.items():
            if at[: len(path)] == path or path[: len(at)] == at:
                yield Problem(
                    section,
                    ("values", *at),
                    f"chart value `{dotted(at)}` is set twice: a typed field already decides it",
                    hint="remove it here and say it with the field",
                    others=(Other(_place(value, section), (), f"`{value.path}: {value.value!r}` follows from here"),),
                )


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
