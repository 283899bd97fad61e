"""`gen schema`: the schema of the language for editors, its reference, and schemas of foreign kinds."""

from __future__ import annotations

import os
from typing import Any

import msgspec

from generator import registry
from generator.core import language
from generator.core.project import OVERLAYS, Project
from generator.core.reference import reference
from generator.core.schema.crd import Malformed, kinds
from generator.core.yaml import KUBERNETES, YamlProblems, load
from generator.stages.validate import inventory_type


def schema() -> str:
    """JSON Schema of the inventory, draft 2020-12."""
    document = language.schema(inventory_type(registry.everything()))
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def docs() -> str:
    """docs/inventory.md."""
    components = registry.everything()
    return reference(inventory_type(components), components)


class NotACrd(Exception):  # noqa: N818 - a fault of the file
    """The file holds no CustomResourceDefinition. The message is for people."""


def add(project: Project, source: str) -> list[str]:
    """Copy CRDs into `overlays/crds/`, one file per CRD, so that their kinds are checked. Returns the files written."""
    files = _files(source)
    written: list[str] = []
    for path in files:
        for document, text in _crds(path):
            _usable(path, document)
            target = f"{OVERLAYS}/crds/{document['metadata']['name']}.yaml"
            os.makedirs(project.path(f"{OVERLAYS}/crds"), exist_ok=True)
            with open(project.path(target), "w", encoding="utf-8") as file:
                file.write(text)
            written.append(target)
    if not written:
        raise NotACrd(f"{source}: there is no CustomResourceDefinition in it")
    return written


def _usable(path: str, document: dict[str, Any]) -> None:
    """Raises NotACrd: a CRD that cannot be used says so now."""
    metadata = document.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    try:
        kinds(document)
    except Malformed:
        name = None
    if not isinstance(name, str) or "/" in name:
        raise NotACrd(f"{path}: its CustomResourceDefinition cannot be read; take it as its project publishes it")


def _files(source: str) -> list[str]:
    if not os.path.isdir(source):
        return [source]
    found: list[str] = []
    for directory, folders, names in os.walk(source):
        folders.sort()
        found += [os.path.join(directory, name) for name in sorted(names) if name.endswith((".yaml", ".yml"))]
    return found


def _crds(path: str) -> list[tuple[dict[str, Any], str]]:
    from generator.core.yaml import dump

    with open(path, "rb") as file:
        data = file.read()
    try:
        documents = load(data, dialect=KUBERNETES)
    except YamlProblems as found:
        first = found.problems[0]
        raise NotACrd(f"{path}:{first.line}:{first.column}: {first.message}") from None
    return [(d, dump(d)) for d in documents if isinstance(d, dict) and d.get("kind") == "CustomResourceDefinition"]
