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
        return (
            len(one) == len(other)
            and all(a is b or (type(a) is type(b) and a == b) for a, b in zip(one, other, strict=True))
            and all(map(same, one.values(), other.values()))
        )
    if kind is tuple or kind is list:
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Struct):
        names = kind.__struct_fields__
        if isinstance(one, Offer) and not one.PLACED:
            names = names[1:]  # `about` comes first
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    return bool(one == other) and (kind is not float or str(one) == str(other))  # -0.0 == 0.0
