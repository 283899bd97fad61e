"""What admission said of one document, said of another that differs only in texts that nothing judges.

Most documents that differ between clusters do so in a path or a name that may be any string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.core.artifact import Json
from generator.core.places import Keys

MOST = 8
"""Differences; with more of them two documents have little in common."""
_FORMS = frozenset({
    "allOf", "anyOf", "oneOf", "not", "enum", "uniqueItems", "x-check", "x-native", "x-kubernetes-embedded-resource",
})  # fmt: skip
_FREE = frozenset({"type", "nullable", "default"})
_SELF = re.compile(r"\bself\b(?:\.(\w+))?")


class _Different(Exception):  # noqa: N818 - a way out of a deep walk
    pass


def differences(one: Any, other: Any) -> tuple[Keys, ...] | None:
    """Where two documents hold different texts or numbers; None when they differ in anything else, or in too much."""
    found: list[Keys] = []
    try:
        for path in _different(one, other, ()):
            found.append(path)
            if len(found) > MOST:
                return None
    except _Different:
        return None
    return tuple(found)


def _different(one: Any, other: Any, path: Keys) -> Iterator[Keys]:
    if one is other:
        return
    if isinstance(one, str) and isinstance(other, str):
        if one != other:
            yield path
        return
    if type(one) is not type(other):
        raise _Different
    if type(one) is int:
        if one != other:
            yield path
        return
    if isinstance(one, dict):
        if one.keys() != other.keys():
            raise _Different
        for key, value in one.items():
            yield from _different(value, other[key], (*path, key))
    elif isinstance(one, list | tuple):
        if len(one) != len(other):
            raise _Different
        for index, value in enumerate(one):
            yield from _different(value, other[index], (*path, index))
    elif one != other:
        raise _Different


def free(schema: Json, path: Keys) -> bool:
    """Whether the schema of a kind takes any text at a path, and looks at it from nowhere else."""
    if path[0] in ("apiVersion", "kind", "metadata", "sops"):
        return False
    node = schema
    for key in path:
        if not _FORMS.isdisjoint(node) or any(_sees(rule, key) for rule in node.get("x-kubernetes-validations", ())):
            return False
        child = _below(node, key)
        if child is None:
            return bool(node.get("x-kubernetes-preserve-unknown-fields"))
        node = child
    return node.keys() <= _FREE and node.get("type") == "string"


def _below(node: Json, key: str | int) -> Json | None:
    if isinstance(key, int):
        atomic = node.get("x-kubernetes-list-type", "atomic") == "atomic"
        return node.get("items", {}) if atomic else {"enum": ()}
    extra = node.get("additionalProperties")
    found: Json | None = node.get("properties", {}).get(key, extra if isinstance(extra, dict) else None)
    return found


def _sees(rule: Json, key: str | int) -> bool:
    """Whether a rule can depend on what stands below a key: unless it names other fields of `self`, and nothing else."""
    text = str(rule.get("rule", ""))
    if isinstance(key, int) or not key.isidentifier():
        return True
    return any(name in ("", key, f"__{key}__") for name in _SELF.findall(text))  # CEL escapes its own words so
