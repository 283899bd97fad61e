"""What admission said of one document, said of another that differs only in texts that nothing judges.

Most documents that differ between clusters do so in a path or a name that may be any string.
"""

from __future__ import annotations

import re
from typing import Any

from generator.core.artifact import Json
from generator.core.graph import Body
from generator.core.memo.same import same
from generator.core.places import Keys

MOST = 8
"""Differences; with more of them two documents have little in common."""
_FORMS = frozenset({
    "allOf", "anyOf", "oneOf", "not", "enum", "uniqueItems", "x-check", "x-native", "x-kubernetes-embedded-resource",
})  # fmt: skip
_FREE = frozenset({"type", "nullable", "default"})
_SELF = re.compile(r"\bself\b(?:\.(\w+))?")


def differences(one: Any, other: Any) -> tuple[Keys, ...] | None:
    """Where two documents hold different texts or numbers; None when they differ in anything else, or in too much."""
    found: list[Keys] = []
    return tuple(found) if _comparable(one, other, (), found) else None


def since(body: Body) -> tuple[Keys, ...] | None:
    """Where a document differs from that of its name in an earlier cluster; None: in too much, or there is none."""
    if body.differs is None:
        body.differs = (differences(body.kin.document, body.document) if body.kin is not None else None,)
    return body.differs[0]


def _comparable(one: Any, other: Any, path: Keys, found: list[Keys]) -> bool:
    """Collects where two values hold different texts or numbers. False as soon as there is another difference, or one too many."""
    kind = type(one)
    if kind is not type(other):
        if not (isinstance(one, str) and isinstance(other, str)):
            return False
        kind = str
    if kind is dict:
        if [*one] != [*other]:  # in another order they are another file
            return False
        for key, value in one.items():
            beside = other[key]
            if value is not beside and not _comparable(value, beside, (*path, key), found):
                return False
        return True
    if kind is list or kind is tuple:
        if len(one) != len(other):
            return False
        for index, value in enumerate(one):
            if value is not other[index] and not _comparable(value, other[index], (*path, index), found):
                return False
        return True
    if one == other:
        return kind is not float or same(one, other)  # 0.0 and -0.0
    found.append(path)
    return (kind is int or isinstance(one, str)) and len(found) <= MOST


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
