"""Defaults, as the API server applies them before it evaluates CEL rules.

What is changed is copied; what is not stays shared with the document, which is never touched.
"""

from __future__ import annotations

from typing import Any

from generator.core.schema.crd import Json


def defaulted(value: Any, node: Json) -> Any:
    """Return a value with the schema's defaults in it, and without `null` where the schema is not nullable."""
    if isinstance(value, dict):
        return _object(value, node)
    if isinstance(value, list):
        items: Json | None = node.get("items")
        if items is None:
            return value
        filled = [defaulted(items.get("default") if held is None else held, items) for held in value]
        return value if all(new is old for new, old in zip(filled, value, strict=True)) else filled
    return value


def _object(value: Json, node: Json) -> Json:
    properties: Json = node.get("properties", {})
    extra = node.get("additionalProperties")
    below: Json | None = extra if isinstance(extra, dict) else None
    changed: Json | None = None
    for name, held in value.items():
        child = properties.get(name, below)
        if child is None:
            continue
        if held is None and not child.get("nullable"):
            changed = dict(value) if changed is None else changed
            if "default" in child:
                changed[name] = defaulted(child["default"], child)
            else:
                del changed[name]
            continue
        new = defaulted(held, child)
        if new is not held:
            changed = dict(value) if changed is None else changed
            changed[name] = new
    for name, child in properties.items():
        if "default" in child and name not in value:
            changed = dict(value) if changed is None else changed
            changed[name] = defaulted(child["default"], child)
    return value if changed is None else changed
