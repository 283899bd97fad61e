"""Slips of the pen that make several problems, or a puzzling one: keys that were not indented, values cut at a comma."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Problem = Any
"""A jsonschema.ValidationError."""


def parents_of(error: Problem, kinds: Mapping[str, Any]) -> Iterator[str]:
    """Keys without a value whose own keys stand beside them."""
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for key in error.instance:
            found = _parent(error.instance, key, known, kinds) if key not in known else None
            if found:
                yield found


def outdented(error: Problem, key: Any, kinds: Mapping[str, Any]) -> str | None:
    """The hint for a key that belongs below one before it."""
    parent = _parent(error.instance, key, error.schema.get("properties", {}), kinds)
    return f"indent it: `{key}` belongs below `{parent}`" if parent else None


def _parent(instance: Mapping[Any, Any], key: Any, known: Mapping[str, Any], kinds: Mapping[str, Any]) -> str | None:
    """The nearest known key before this one, when it has no value and knows this one."""
    keys = list(instance)
    name = next((one for one in reversed(keys[: keys.index(key)]) if one in known), None)
    if name is None or instance[name] is not None:
        return None
    return str(name) if key in _keys(known[name], kinds) else None


def _keys(schema: Any, kinds: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keys of a section."""
    for one in (schema, *schema.get("anyOf", ())):
        target = kinds[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        if "properties" in target:
            found: Mapping[str, Any] = target["properties"]
            return found
    return {}


def cut_off(instance: Mapping[Any, Any], key: Any) -> bool:
    """Whether a key is what follows the comma of a selector in `{…}` that nobody quoted; its beginning is refused."""
    return instance[key] is None and any(map(is_open, instance.values()))


def is_open(value: object) -> bool:
    """Whether a parenthesis is never closed."""
    return isinstance(value, str) and value.count("(") > value.count(")")
