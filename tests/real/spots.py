"""The places inside a document that can be mutated, each with the schema node that describes it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Spot:
    """A value in a document, the path to it, and its schema (empty where the schema is open)."""

    path: Path
    value: Any
    node: Node

    @property
    def where(self) -> str:
        return ".".join(str(step) for step in self.path)


def spots(document: dict[str, Any], schema: Node) -> list[Spot]:
    """Every value below the root but the type and the metadata, which `metadata` mutations are for."""
    properties = schema.get("properties", {})
    return [
        spot
        for name, value in document.items()
        if name not in {"apiVersion", "kind", "metadata"}
        for spot in _walk((name,), value, properties.get(name, {}))
    ]


def _walk(path: Path, value: Any, node: Node) -> Iterator[Spot]:
    yield Spot(path, value, node)
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _walk((*path, name), child, _property(node, name))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _walk((*path, index), child, node.get("items") or {})


def _property(node: Node, name: str) -> Node:
    extra = node.get("additionalProperties")
    found: Node = node.get("properties", {}).get(name) or (extra if isinstance(extra, dict) else {})
    return found


def replaced(document: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The document with another value at the path."""
    changed = copy.deepcopy(document)
    _parent(changed, path)[path[-1]] = value
    return changed


def removed(document: dict[str, Any], path: Path) -> dict[str, Any]:
    """The document without the key or item at the path."""
    changed = copy.deepcopy(document)
    del _parent(changed, path)[path[-1]]
    return changed


def renamed(document: dict[str, Any], path: Path, name: str) -> dict[str, Any]:
    """The document with the key at the path called otherwise, in the same place among its siblings."""
    changed = copy.deepcopy(document)
    parent = _parent(changed, path)
    entries = [(name if key == path[-1] else key, value) for key, value in parent.items()]
    parent.clear()
    parent.update(entries)
    return changed


def _parent(document: Any, path: Path) -> Any:
    for step in path[:-1]:
        document = document[step]
    return document
