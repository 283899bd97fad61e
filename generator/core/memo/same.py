"""Whether two values are the same to everybody who looks: `1`, `1.0` and `True` are equal in Python, and differ in a file."""

from __future__ import annotations

from collections.abc import Iterable
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
        placed = not isinstance(one, Offer) or one.PLACED
        for name in kind.__struct_fields__:
            if (placed or name != "about") and not same(getattr(one, name), getattr(other, name)):
                return False
        return True
    return str(one) == str(other) if kind is float else bool(one == other)  # -0.0 == 0.0, and nan != nan


def _alike(some: Iterable[Any], others: Iterable[Any]) -> bool:
    for one, other in zip(some, others, strict=True):  # noqa: SIM110 - asked for every value: a generator would cost as much again
        if one is not other and not same(one, other):
            return False
    return True
