"""CEL rules of a schema (`x-kubernetes-validations`) on a document that is otherwise sound.

A rule sees `self`, the value at its node, with defaults applied. Rules that compare with the old object judge
updates only and are left out, as the API server leaves them out when an object is new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from generator.core.schema.crd import Json
from generator.core.schema.finding import Finding, Step

Verdict = tuple[str, str] | None
"""Code and message of what a rule found; `None` when it holds."""

_VERDICTS: dict[tuple[str, bytes], Verdict] = {}
_MOST_VERDICTS = 100_000


_RULED: dict[int, tuple[Json, bool]] = {}
"""Whether a node, or one below it, has rules; with the node, so that its id stays its own."""


def check_rules(value: Any, node: Json, path: tuple[Step, ...] = ()) -> Iterator[Finding]:
    """Yield what the rules of a node and of those below it find in a value; rules do not see `null`."""
    if value is None or not _ruled(node):
        return
    for rule in node.get("x-kubernetes-validations", ()):
        if not rule.get("update"):
            yield from _judged(rule, value, node, path)
    for part in node.get("allOf", ()):
        yield from check_rules(value, part, path)
    if isinstance(value, dict):
        properties, extra = node.get("properties", {}), node.get("additionalProperties")
        for name, held in value.items():
            child = properties.get(name, extra if isinstance(extra, dict) else None)
            if child is not None:
                yield from check_rules(held, child, (*path, name))
    elif isinstance(value, list) and "items" in node:
        for index, held in enumerate(value):
            yield from check_rules(held, node["items"], (*path, index))


def _ruled(node: Json) -> bool:
    known = _RULED.get(id(node))
    if known is None:
        extra, items = node.get("additionalProperties"), node.get("items")
        below = [*node.get("properties", {}).values(), *node.get("allOf", ())]
        below += [one for one in (extra, items) if isinstance(one, dict)]
        known = _RULED[id(node)] = (node, bool(node.get("x-kubernetes-validations")) or any(map(_ruled, below)))
    return known[1]


_SELF = re.compile(r"\bself\b(?:\.(\w+)\b(?!\s*\())?")
"""`self`, with the field that is asked of it, if it is one: `self.all(…)` asks for all of them."""


@cache
def _fields(source: str) -> frozenset[str] | None:
    """The fields of an object that a rule sees, in the rule's spelling; None when it may look at all of them."""
    found = frozenset(_SELF.findall(source))
    return None if "" in found else found


def _seen(source: str, value: Any) -> Any:
    """What a rule sees of a value: ten thousand routes that differ in their names are one to most rules."""
    fields = _fields(source) if isinstance(value, dict) else None
    if fields is None:
        return value
    if "__" in source:  # CEL spells some names in its own way
        from generator.core.schema.rule import escaped

        return {name: held for name, held in value.items() if escaped(name) in fields}
    return {name: held for name, held in value.items() if name in fields}


def _judged(rule: Json, value: Any, node: Json, path: tuple[Step, ...]) -> Iterator[Finding]:
    source = rule["rule"]
    value = _seen(source, value)
    key = (source, msgspec.json.encode(value, enc_hook=str))
    if key in _VERDICTS:
        verdict = _VERDICTS[key]
    else:
        if len(_VERDICTS) > _MOST_VERDICTS:
            _VERDICTS.clear()
        from generator.core.schema.rule import verdict_of  # only a document that has rules pays for the engine

        verdict = _VERDICTS[key] = verdict_of(source, value, node, optional_old=rule.get("optionalOldSelf", False))
    if verdict is not None:
        code, message = verdict
        at = tuple(part for part in rule.get("fieldPath", "").split(".") if part)
        if code == "cel":
            message = rule.get("message") or message
        yield Finding((*path, *at), f"schema/{code}", message.strip().rstrip("."))
