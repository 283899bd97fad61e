"""A chart's three sources made one tree: values.yaml, values.schema.json and what the templates look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from generator.core.charts.node import ITEM, READ, REFUSED, UNREAD, WHOLE, Node, Reading, Scalar
from generator.distill.alternatives import Path
from generator.distill.trace import Read

_LONGEST_TEXT = 80
_LONGEST_LIST = 12


class _Draft:
    """A node while its sources are gathered."""

    def __init__(self) -> None:
        self.origin = ""
        self.types: dict[str, None] = {}
        self.enum: list[Scalar] = []
        self.default: Scalar | list[Scalar] | msgspec.UnsetType = msgspec.UNSET
        self.table = False
        self.closed = False
        self.bounds: tuple[float | None, float | None] = (None, None)
        self.required: tuple[str, ...] = ()
        self.read: Read | None = None
        self.keys: dict[str, _Draft] = {}

    def below(self, key: str) -> _Draft:
        return self.keys.setdefault(key, _Draft())


def tree(defaults: Mapping[str, Any], schema: Mapping[str, Any], reads: Mapping[Path, Read]) -> Node:
    """The root of the values of one chart."""
    root = _Draft()
    _add_defaults(root, dict(defaults))
    if schema:
        _add_schema(root, schema, schema)
    for path, how in reads.items():
        draft = root
        for key in path:
            draft = draft.below(key)
        draft.read = how
        draft.origin += "t"
    return _finish(root, within_whole=False)


def _add_defaults(draft: _Draft, value: Any) -> None:
    draft.origin = "v"
    if isinstance(value, dict):
        draft.table = True
        for key, item in value.items():
            _add_defaults(draft.below(str(key)), item)
    elif _is_fact(value):
        draft.default = value


def _is_fact(value: Any) -> bool:
    """A default short enough to be a fact and not a text."""
    if isinstance(value, list):
        return len(value) <= _LONGEST_LIST and all(not isinstance(v, (list, dict)) and _is_fact(v) for v in value)
    return not isinstance(value, str) or (len(value) <= _LONGEST_TEXT and "\n" not in value)


def _add_schema(draft: _Draft, schema: Mapping[str, Any], root: Mapping[str, Any]) -> None:
    """Add what a JSON schema says. Alternatives are joined, which allows a little more than they do."""
    if "$ref" in schema:
        target: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        _add_schema(draft, target, root)
        return
    if "s" not in draft.origin:
        draft.origin += "s"
    types = schema.get("type", ())
    draft.types |= dict.fromkeys([types] if isinstance(types, str) else types)
    draft.enum += schema.get("enum", ())
    draft.closed |= schema.get("additionalProperties") is False
    draft.required = tuple(schema.get("required", ()))
    draft.bounds = (schema.get("minimum"), schema.get("maximum"))
    for alternative in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if alternative.get("type") == "null" and "oneOf" in schema:
            draft.enum.append(None)
        else:
            _add_schema(draft, alternative, root)
    for key, inner in schema.get("properties", {}).items():
        _add_schema(draft.below(key), inner, root)
    for free in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(free, dict) and free:
            _add_schema(draft.below(ITEM), free, root)


def _finish(draft: _Draft, *, within_whole: bool) -> Node:
    whole = draft.read is Read.WHOLE
    keys = {key: _finish(one, within_whole=within_whole or whole) for key, one in sorted(draft.keys.items())}
    items = keys.pop(ITEM, None)
    reading = _reading(draft, keys, items, within_whole=within_whole)
    return Node(
        reading=reading,
        origin="".join(letter for letter in "vst" if letter in draft.origin),
        types=tuple(draft.types),
        enum=tuple(draft.enum),
        default=draft.default,
        table=draft.table,
        closed=draft.closed,
        minimum=draft.bounds[0],
        maximum=draft.bounds[1],
        required=draft.required,
        keys=keys,
        items=items,
    )


def _reading(draft: _Draft, keys: Mapping[str, Node], items: Node | None, *, within_whole: bool) -> Reading:
    if within_whole or draft.read is Read.WHOLE:
        return WHOLE
    below = [*keys.values(), *([items] if items else [])]
    if draft.read is Read.TESTED or any(node.reading in (WHOLE, READ) for node in below):
        return READ
    declared = "v" in draft.origin or "s" in draft.origin
    if draft.read is Read.REFUSED:
        return READ if declared else REFUSED
    return UNREAD if declared or not below else REFUSED


def names_and_types(node: Node) -> Node:
    """The same tree without enums, bounds and defaults."""
    return Node(
        reading=node.reading,
        origin=node.origin,
        types=node.types,
        table=node.table,
        closed=node.closed,
        keys={key: names_and_types(child) for key, child in node.keys.items()},
        items=names_and_types(node.items) if node.items else None,
    )
