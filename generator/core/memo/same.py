"""Whether two values are the same to everybody who looks: `1`, `1.0` and `True` are equal in Python, and differ in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter
from typing import Any

from msgspec import Struct

from generator.core.offer import Offer


def same(one: Any, other: Any) -> bool:
    """Types and values alike, keys in the same order. What an offer follows from (`about`) counts where its kind says so."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is str or kind is int or kind is bool:
        return bool(one == other)
    if kind is tuple or kind is list:
        return len(one) == len(other) and _alike(one, other)
    if kind is dict:
        return len(one) == len(other) and _alike(one, other) and _alike(one.values(), other.values())
    if isinstance(one, Struct):
        values = _READERS.get(kind) or _reader(kind)
        return _alike(values(one), values(other))
    return str(one) == str(other) if kind is float else bool(one == other)  # -0.0 == 0.0, and nan != nan


_READERS: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
"""What gives the fields of a kind that count, in one call."""


def _reader(kind: type[Struct]) -> Callable[[Any], tuple[Any, ...]]:
    placed = not issubclass(kind, Offer) or kind.PLACED
    names = [name for name in kind.__struct_fields__ if placed or name != "about"]
    return _READERS.setdefault(kind, attrgetter(*names) if len(names) > 1 else partial(_few, names))


def _few(names: list[str], one: Struct) -> tuple[Any, ...]:
    """`attrgetter` makes a tuple of two or more only."""
    return tuple([getattr(one, name) for name in names])


def _alike(some: Iterable[Any], others: Iterable[Any]) -> bool:
    for one, other in zip(some, others, strict=True):  # noqa: SIM110 - asked for every value: a generator would cost as much again
        if one is not other and not same(one, other):
            return False
    return True
