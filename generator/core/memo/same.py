"""Whether two values are the same to everybody who looks: `1`, `1.0` and `True` are equal in Python, and differ in a file."""

from __future__ import annotations

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
    if kind is dict:
        return len(one) == len(other) and all(map(same, one, other)) and all(map(same, one.values(), other.values()))
    if kind is tuple or kind is list:
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Struct):
        placed = not isinstance(one, Offer) or one.PLACED
        return all(
            same(getattr(one, name), getattr(other, name))
            for name in kind.__struct_fields__
            if placed or name != "about"
        )
    return str(one) == str(other) if kind is float else bool(one == other)  # -0.0 == 0.0, and nan != nan
