"""Lists: their items, their length, and the keys that must not repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from generator.core.schema.crd import Json
from generator.core.schema.problem import Check, Compile, Problem
from generator.core.schema.scalars import Fault

ZERO: Json = {"object": {}, "array": [], "string": "", "integer": 0, "number": 0, "boolean": False}
"""What Go makes of a `null` among the items of a built-in kind."""


def list_check(node: Json, compile_: Compile, *, native: bool) -> Check:
    """Return the check of a list; its items are compiled when there are some."""
    items: Json | None = node.get("items")
    least, most = node.get("minItems"), node.get("maxItems")
    unique = _unique(node)
    spared = items is not None and "default" in items  # null among them becomes the default
    keyed = _keyed(node) if native else None
    zero = ZERO.get((items or {}).get("type", "object")) if native else None

    def check(value: Any) -> list[Problem] | None:
        if type(value) is not list:
            return None
        found: list[Problem] = []
        if items is not None:
            judge = compile_(items)
            for index, held in enumerate(value):
                problems = None if held is None and spared else judge(zero if held is None else held)
                if problems:
                    for problem in problems:
                        problem.path.append(index)
                    found += problems
        if least is not None and len(value) < least:
            found.append(Problem(Fault("bounds", f"has {len(value)} items, at least {least} must be there")))
        if most is not None and len(value) > most:
            found.append(Problem(Fault("bounds", f"has {len(value)} items, at most {most} may be there")))
        if keyed is not None and not found:
            found = keyed(value)
        if unique is not None and len(value) > 1 and not found:
            found = unique(value)
        return found or None

    return check


def _keyed(node: Json) -> Callable[[list[Any]], list[Problem]] | None:
    """Return the check that server-side apply can tell items apart: none is null, each of a map holds a key at least.

    Custom kinds must require their keys, or give them defaults; built-in ones need not.
    """
    keys = tuple(node.get("x-kubernetes-list-map-keys", ()))
    topology = node.get("x-kubernetes-list-type")
    if topology != "set" and (topology != "map" or not keys):
        return None
    spared = topology == "set" or set(keys) & APPLIED_DEFAULTS or "x-keys-default" in node
    message = f"has no {' or '.join(keys)}, which tells the items apart"

    def check(value: list[Any]) -> list[Problem]:
        if spared:
            return [Problem(Fault("type", "is null"), index) for index, item in enumerate(value) if item is None]
        bare = (i for i, item in enumerate(value) if item is None or not item.keys() & set(keys))
        return [Problem(Fault("required", message), index) for index in bare]

    return check


APPLIED_DEFAULTS = frozenset({"protocol", "uid"})
"""Keys of built-in lists that have a default (`TCP`, the empty text)."""


def _unique(node: Json) -> Callable[[list[Any]], list[Problem]] | None:
    """Return the check that no key of a map, or no item of a set, is there twice."""
    topology = node.get("x-kubernetes-list-type")
    if topology != "map":
        wanted = topology == "set" or node.get("uniqueItems", False)
        return (lambda value: _repeated([identity(held) for held in value], ())) if wanted else None
    keys = tuple(node.get("x-kubernetes-list-map-keys", ()))
    properties = node.get("items", {}).get("properties", {})
    defaults = {key: properties[key]["default"] for key in keys if "default" in properties.get(key, ())}
    return lambda value: _repeated([_map_key(held, keys, defaults) for held in value], keys)


def _map_key(item: Any, keys: tuple[str, ...], defaults: Json) -> tuple[Any, ...]:
    held = item if isinstance(item, dict) else {}
    return tuple(identity(held[k] if held.get(k) is not None else defaults.get(k, ...)) for k in keys)


def identity(value: Any) -> tuple[str, Any]:
    """Return what tells two JSON values apart as Go does: `1`, `1.0`, `"1"` and `true` are four values."""
    if isinstance(value, (dict, list)):
        return "json", msgspec.json.encode(value, order="sorted")
    return type(value).__name__, value


def _repeated(tokens: list[Any], keys: tuple[str, ...]) -> list[Problem]:
    seen: dict[Any, int] = {}
    found: list[Problem] = []
    for index, token in enumerate(tokens):
        first = seen.setdefault(token, index)
        if first != index:
            what = f"has the same {' and '.join(keys)} as" if keys else "is the same as"
            found.append(Problem(Fault("duplicate-key", f"{what} item {first}", "give each item its own"), index))
    return found
