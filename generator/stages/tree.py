"""Anybody's tree of manifests: read as Kubernetes tools read it, every value with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator

import msgspec

from generator.core.diagnostics import UNCHECKED, Diagnostic, Source
from generator.core.graph import Graph, Object
from generator.core.places import Keys
from generator.core.yaml import KUBERNETES, Document, YamlProblems, load_with_places

_SKIPPED = frozenset({".git", ".gen", "node_modules", ".venv", ".terraform"})
_ENDINGS = (".yaml", ".yml")


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """What was read. `plain` counts YAML files that hold no Kubernetes object."""

    graph: Graph
    documents: dict[int, Document]
    """By id of the object."""
    sources: dict[str, bytes]
    unread: tuple[Diagnostic, ...] = ()
    plain: int = 0

    def place(self, item: Object, path: Keys) -> Source:
        """Where a value of an object stands, or what stands around it."""
        return place(self.documents[id(item)], item.file, path)


def read(paths: tuple[str, ...]) -> Tree:
    """Files and directories as one graph. Files that are no YAML (templates, for instance) are said to be unchecked."""
    objects: list[Object] = []
    documents: dict[int, Document] = {}
    sources: dict[str, bytes] = {}
    unread: list[Diagnostic] = []
    plain = 0
    for path in files(paths):
        with open(path, "rb") as file:
            data = sources[path] = file.read()
        try:
            found = load_with_places(data, dialect=KUBERNETES)
        except YamlProblems as stop:
            unread.append(_unread(path, stop))
            continue
        held = [(index, d) for index, d in enumerate(found) if _is_object(d.value)]
        plain += not held
        for index, document in held:
            item = Object(document=document.value, file=path, index=index, about=(Source(path, document.line, 1),))  # type: ignore[arg-type]  # an object, as asked
            objects.append(item)
            documents[id(item)] = document
    return Tree(graph=Graph(objects), documents=documents, sources=sources, unread=tuple(unread), plain=plain)


def files(paths: tuple[str, ...]) -> Iterator[str]:
    """Every YAML file, in a stable order. Raises OSError for a path that does not exist."""
    for path in paths:
        if not os.path.isdir(path):
            os.stat(path)
            yield path
            continue
        for directory, folders, names in os.walk(path):
            folders[:] = sorted(f for f in folders if f not in _SKIPPED)
            yield from (os.path.join(directory, name) for name in sorted(names) if name.endswith(_ENDINGS))


def place(document: Document, file: str, path: Keys) -> Source:
    while path not in document.places and path:
        path = path[:-1]
    found = document.places.get(path)
    return Source(file, found.key_line, found.key_column) if found else Source(file, document.line, 1)


def _is_object(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("kind"), str) and isinstance(value.get("apiVersion"), str)


def _unread(path: str, stop: YamlProblems) -> Diagnostic:
    """Only what no reader could take is a failure to read; the first problem says which."""
    first = stop.problems[0]
    return Diagnostic(
        code="lint/unread",
        severity=UNCHECKED,
        message=f"this file was not read: {first.message} [{first.code}]",
        hint="templates are judged by what they render to",
        source=Source(path, first.line, first.column),
    )
