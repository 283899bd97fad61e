"""A foreign tree's objects as its own patches leave them.

People keep what all Flux Kustomizations have in common in the `spec.patches` of the one above them, and write the rest
only. Without those patches each of them would look incomplete. The patches of kustomization.yaml files are applied
to what lies in or below their directory.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from generator.core.artifact import Json
from generator.core.graph import Object
from generator.core.selector import parse, select
from generator.core.strategic import Unmergeable, merge
from generator.core.within import mapping
from generator.core.yaml import KUBERNETES, YamlProblems, load

FLUX, KUSTOMIZE = "kustomize.toolkit.fluxcd.io", "kustomize.config.k8s.io"


class Patch(msgspec.Struct, frozen=True, kw_only=True):
    """A change to objects that fit a target, made by one object of the tree."""

    target: Mapping[str, Any]
    change: Json | list[Any]
    """A partial manifest, or operations of JSON Patch."""
    maker: int
    """Id of the object that brings it, which it does not change."""
    below: str | None = None
    """The directory whose objects it changes; None: anywhere."""

    def fits(self, item: Object) -> bool:
        if self.below is not None and not f"{os.path.dirname(item.file)}/".startswith(f"{self.below}/"):
            return False
        for name, held in (("group", item.group), ("kind", item.kind), ("name", item.name)):
            wanted = self.target.get(name)
            if wanted and not re.fullmatch(str(wanted), held):
                return False
        namespace, labels = self.target.get("namespace"), self.target.get("labelSelector")
        if namespace and item.namespace and str(namespace) != item.namespace:
            return False
        return not labels or _selects(str(labels), {str(key): str(value) for key, value in item.labels.items()})


def completed(objects: Iterable[Object], parts: Mapping[str, Iterable[Json | list[Any]]]) -> Iterator[Object]:
    """Yield the objects, patched. `parts` holds the documents of the files that hold patches, by path."""
    held = list(objects)
    patches = [patch for item in held for patch in _patches(item, parts)]
    for item in held:
        document = item.document
        for patch in patches:
            if patch.maker != id(item) and patch.fits(item):
                document = _applied(document, patch.change)
        yield item if document is item.document else msgspec.structs.replace(item, document=document)


def files(objects: Iterable[Object]) -> Iterator[str]:
    """Yield the paths of the files that hold patches: what is in them is no object."""
    for item in objects:
        if item.group == KUSTOMIZE:
            for entry in _entries(item):
                path = entry if isinstance(entry, str) and "\n" not in entry else _path(entry)
                if path:
                    yield os.path.normpath(os.path.join(os.path.dirname(item.file), path))


def _path(entry: object) -> str | None:
    return str(entry["path"]) if isinstance(entry, dict) and entry.get("path") else None


def _entries(item: Object) -> Iterator[Any]:
    for field in ("patches", "patchesStrategicMerge", "patchesJson6902"):
        entries = item.document.get(field)
        yield from entries if isinstance(entries, list) else ()


def _patches(item: Object, parts: Mapping[str, Iterable[Json | list[Any]]]) -> Iterator[Patch]:
    if item.group == KUSTOMIZE:
        directory = os.path.dirname(item.file)
        # a component changes what those hold that include it, wherever they are
        below = None if item.kind == "Component" else directory
        for entry in _entries(item):
            target = entry.get("target") if isinstance(entry, dict) else None
            for change in _changes(entry, directory, parts):
                yield from _patch(target, change, item, below)
    elif item.group == FLUX and item.kind == "Kustomization":
        yield from _flux(item.spec.get("patches"), item)


def _flux(entries: object, item: Object) -> Iterator[Patch]:
    """Yield the patches of a Flux Kustomization, and those that they give to Kustomizations below."""
    for entry in entries if isinstance(entries, list) else ():
        for change in _changes(entry, "", {}):
            yield from _patch(entry.get("target"), change, item, None)
            if isinstance(change, dict) and str(change.get("apiVersion")).startswith(FLUX):
                yield from _flux(mapping(change, "spec").get("patches"), item)


def _patch(target: Any, change: Any, item: Object, below: str | None) -> Iterator[Patch]:
    if isinstance(target, dict):
        yield Patch(target=target, change=change, maker=id(item), below=below)
    elif isinstance(change, dict) and change.get("kind"):
        group, slash, _ = str(change.get("apiVersion", "")).partition("/")
        name = re.escape(str(mapping(change, "metadata").get("name")))
        own = {"group": group if slash else "", "kind": change["kind"], "name": name}
        yield Patch(target=own, change=change, maker=id(item), below=below)


def _changes(entry: Any, directory: str, parts: Mapping[str, Iterable[Any]]) -> Iterator[Any]:
    text = entry if isinstance(entry, str) and "\n" in entry else None
    path = entry if isinstance(entry, str) and text is None else _path(entry)
    if isinstance(entry, dict) and isinstance(entry.get("patch"), str):
        text = entry["patch"]
    if path:
        yield from parts.get(os.path.normpath(os.path.join(directory, path)), ())
    elif text is not None:
        try:
            yield from load(text.encode(), dialect=KUBERNETES)
        except YamlProblems:
            return  # a patch with text for a templating tool in it


def _applied(document: Json, change: Any) -> Json:
    """Return the document with a change; as it is where the change does not fit it, which is not for us to say."""
    if isinstance(change, dict):
        body = {key: value for key, value in change.items() if key not in {"apiVersion", "kind", "metadata"}}
        labels = {key: mapping(change, "metadata").get(key) for key in ("labels", "annotations")}
        body["metadata"] = {key: value for key, value in labels.items() if value}
        named = {"apiVersion": document.get("apiVersion"), "kind": document.get("kind"), **body}
        try:
            return merge(document, named) or document
        except Unmergeable:
            return document
    if isinstance(change, list):
        import jsonpatch  # only where operations are
        import jsonpointer

        result = copy.deepcopy(document)
        for operation in change:
            try:
                result = jsonpatch.apply_patch(result, [operation])
            except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, LookupError):
                continue
        found: Json = result
        return found
    return document


def _selects(text: str, labels: Mapping[str, str]) -> bool:
    try:
        return select(parse(text), labels)
    except ValueError:
        return False
