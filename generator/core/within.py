"""Into documents that nobody has judged yet: whatever stands there, nothing is raised."""

from __future__ import annotations

from typing import Any


def mapping(value: object, *way: str) -> dict[str, Any]:
    """The mapping at the end of a way of keys; {} where there is none."""
    for key in way:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def mappings(value: object, *way: str) -> list[dict[str, Any]]:
    """The mappings among the items of the list at the end of a way of keys."""
    *before, last = way
    found = mapping(value, *before).get(last)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
