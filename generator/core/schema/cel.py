"""CEL rules of a schema (`x-kubernetes-validations`) on a document that is otherwise sound.

A rule sees `self`, the value at its node, with defaults applied. Rules that compare with the old object judge
updates only and are left out, as the API server leaves them out when an object is new.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.core.schema.crd import Json, children
from generator.core.schema.finding import Finding, Step
from generator.core.schema.subject import Subject

Verdict = tuple[str, str] | None
"""Code and message of what a rule found; `None` when it holds."""

_VERDICTS: dict[tuple[str, bytes], Verdict] = {}
_MOST_VERDICTS = 100_000


_INNER = frozenset({"properties", "additionalProperties", "items", "allOf"})
_RULED: dict[int, tuple[Json, bool]] = {}
"""Whether a node, or one below it, has rules; with the node, so that its id stays its own."""


def check_rules(value: Any, node: Json, path: tuple[Step, ...] = ()) -> Iterator[Finding]:
    """Yield what the rules of a node and of those below it find in a value; rules do not see `null`."""
    if value is None or not _ruled(node):
        return
    rules = node.get("x-kubernetes-validations")
    if rules:
        subject = Subject(value, node)
        for rule in rules:
            if not rule.get("update"):
                yield from _judged(rule, subject, path)
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
    if _INNER.isdisjoint(node):  # most nodes: not worth remembering
        return "x-kubernetes-validations" in node
    known = _RULED.get(id(node))
    if known is None:
        known = _RULED[id(node)] = (node, "x-kubernetes-validations" in node or any(map(_ruled, children(node))))
    return known[1]


def _judged(rule: Json, subject: Subject, path: tuple[Step, ...]) -> Iterator[Finding]:
    source = rule["rule"]
    seen = subject.seen_by(source)
    key = (source, seen.encoded)
    if key in _VERDICTS:
        verdict = _VERDICTS[key]
    else:
        if len(_VERDICTS) > _MOST_VERDICTS:
            _VERDICTS.clear()
        from generator.core.schema.rule import verdict_of  # only a document that has rules pays for the engine

        verdict = _VERDICTS[key] = verdict_of(source, seen, optional_old=rule.get("optionalOldSelf", False))
    if verdict is not None:
        code, message = verdict
        at = tuple(part for part in rule.get("fieldPath", "").split(".") if part)
        if code == "cel":
            message = rule.get("message") or message
        yield Finding((*path, *at), f"schema/{code}", message.strip().rstrip("."))
