"""JSON types of Python values, as JSON schema counts them."""

from __future__ import annotations

from collections.abc import Mapping


def kind_of(value: object) -> str:
    """Return the narrowest JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, Mapping):
        return "object"
    return "array" if isinstance(value, list | tuple) else "string"


def of_kind(value: object, wanted: str) -> bool:
    """Return whether a schema of type `wanted` takes the value: an integer is a number, and 1.0 an integer."""
    kind = kind_of(value)
    if kind == wanted:
        return True
    if wanted == "number":
        return kind == "integer"
    return wanted == "integer" and isinstance(value, float) and value.is_integer()
