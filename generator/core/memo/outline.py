"""A document without what says nothing about how the units of a tree hang together.

Clusters of a fleet differ in addresses, values and paths; who waits for whom is the same in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator.core.artifact import Json
from generator.core.graph import Object

KEPT = ("apiVersion", "kind", "metadata", "sops")
READ = frozenset({"Kustomization", "HelmRelease", "CustomResourceDefinition", "ExternalSecret", "SealedSecret"})
"""Kinds whose spec says something about units."""
NAMED = READ | {"Namespace", "Secret"}
"""Kinds that something else may name."""


def outline(document: Json, number: str, *, whole: bool) -> Json:
    """What is left; `number` stands for the name, unless it is empty.

    `whole`: where Flux may substitute, everything stays, for what is substituted does matter.
    """
    if number:
        document = {**document, "metadata": {**document["metadata"], "name": number}}
    if whole:
        return document
    spec = document.get("spec")
    if document.get("kind") not in READ or not isinstance(spec, dict):
        return {key: document[key] for key in KEPT if key in document}
    rest: dict[str, Any] = {key: value for key, value in spec.items() if key not in ("values", "path")}
    if "path" in spec:
        rest["path"] = str(spec["path"]).rstrip("/").rpartition("/")[2]
    return {**document, "spec": rest}


def numbers(objects: Iterable[Object]) -> list[str]:
    """For each object a number that may stand for its name: of objects that nothing names, so that only whether two names
    are one matters. The others get none.
    """
    objects = tuple(objects)
    awaited = {
        (str(check.get("kind")), str(check.get("name")))
        for item in objects
        if item.kind == "Kustomization"
        for check in item.spec.get("healthChecks") or ()
        if isinstance(check, dict)
    }
    known: dict[tuple[str, str, str], str] = {}
    found: list[str] = []
    for item in objects:
        kind, name = item.kind, item.name
        if name and kind not in NAMED and (kind, name) not in awaited:
            key = (item.group, kind, name)
            number = known.get(key)
            if number is None:
                number = known[key] = f"#{len(known)}"
            found.append(number)
        else:
            found.append("")
    return found
