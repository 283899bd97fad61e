"""Anybody's tree of manifests: read as Kubernetes tools read it, every value with its place, patches applied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import msgspec

from generator.core.diagnostics import UNCHECKED, Diagnostic, Source
from generator.core.graph import Graph, Object
from generator.core.places import Keys
from generator.core.within import mapping
from generator.core.yaml import KUBERNETES, Document, YamlProblems, load_with_places
from generator.stages.built import builds, settled
from generator.stages.completed import completed
from generator.stages.completed import files as patch_files

_SKIPPED = "node_modules"
_ENDINGS = (".yaml", ".yml")
_CHART = "Chart.yaml"


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """What was read. `plain` counts YAML files that hold no Kubernetes object."""

    objects: tuple[Object, ...]
    """Every object, listed by a kustomization.yaml or not."""
    graph: Graph
    """Those that are applied: the others are left over, or are parts."""
    documents: dict[int, Document]
    """By id of the object."""
    sources: dict[str, bytes]
    unread: tuple[Diagnostic, ...] = ()
    plain: int = 0
    charts: tuple[tuple[str, Document], ...] = ()
    """The Chart.yaml files, whose dependencies get values of the values.yaml beside them."""

    def place(self, item: Object, path: Keys) -> Source:
        """Where a value of an object stands, or what stands around it."""
        return place(self.documents[id(item)], item.file, path)


def read(paths: tuple[str, ...]) -> Tree:
    """Files and directories as one graph. Files that are no YAML (templates, for instance) are said to be unchecked.

    What the tree's own patches change is changed: people keep what many objects have in common in them.
    """
    objects: list[Object] = []
    texts: dict[str, list[Any]] = {}
    charts: list[tuple[str, Document]] = []
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
        texts[path] = [d.value for d in found]
        if path.rpartition("/")[2] == _CHART and found:
            charts.append((path, found[0]))
        held = [(index, d) for index, d in enumerate(found) if _is_object(d.value) and not _is_local(d.value)]
        plain += not held
        for index, document in held:
            item = Object(document=document.value, file=path, index=index, about=(Source(path, document.line, 1),))  # type: ignore[arg-type]  # an object, as asked
            objects.append(item)
            documents[id(item)] = document
    parts = frozenset(patch_files(objects))
    whole = [item for item in objects if item.file not in parts]
    made = list(settled(completed(whole, {path: texts.get(path, []) for path in parts})))
    applied = builds(made)
    return Tree(
        objects=tuple(made),
        graph=Graph([item for item in made if applied.applies(item)]),
        documents={id(new): documents[id(old)] for old, new in zip(whole, made, strict=True)},
        sources=sources,
        unread=tuple(unread),
        plain=plain,
        charts=tuple(charts),
    )


def files(paths: tuple[str, ...]) -> Iterator[str]:
    """Every YAML file once, in a stable order; hidden directories are left out unless they are named.

    Names are plain, whichever way a path is written (`.`, `./apps/`): entries of kustomization.yaml files lead to them.
    Raises OSError for a path that does not exist.
    """
    yield from dict.fromkeys(map(os.path.normpath, _walked(paths)))


def _walked(paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        if not os.path.isdir(path):
            os.stat(path)
            yield path
            continue
        for directory, folders, names in os.walk(path):
            folders[:] = sorted(f for f in folders if not f.startswith(".") and f != _SKIPPED)
            yield from (os.path.join(directory, name) for name in sorted(names) if name.endswith(_ENDINGS))


def place(document: Document, file: str, path: Keys) -> Source:
    while path not in document.places and path:
        path = path[:-1]
    found = document.places.get(path)
    return Source(file, found.key_line, found.key_column) if found else Source(file, document.line, 1)


def _is_object(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("kind"), str) and isinstance(value.get("apiVersion"), str)


def _is_local(value: Any) -> bool:
    """Input of kpt's and kustomize's functions, which is never applied."""
    annotations = mapping(value, "metadata", "annotations")
    return str(annotations.get("config.kubernetes.io/local-config", "")).lower() == "true"


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
