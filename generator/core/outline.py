"""A document without what says nothing about how the units of a tree hang together.

Clusters of a fleet differ in addresses, values and paths; who waits for whom is the same in all of them.
"""

from __future__ import annotations

from typing import Any

from msgspec.msgpack import encode

from generator.core.artifact import Json

KEPT = ("apiVersion", "kind", "metadata", "sops")
READ = frozenset({"Kustomization", "HelmRelease", "CustomResourceDefinition", "ExternalSecret", "SealedSecret"})
"""Kinds whose spec says something about units."""


def outline(document: Json) -> Json:
    """What is left. A document that Flux may substitute in stays whole: what is substituted does matter."""
    if b"$" in encode(document, enc_hook=str):
        return document
    spec = document.get("spec")
    if document.get("kind") not in READ or not isinstance(spec, dict):
        return {key: document[key] for key in KEPT if key in document}
    rest: dict[str, Any] = {key: value for key, value in spec.items() if key not in ("values", "path")}
    if "path" in spec:
        rest["path"] = str(spec["path"]).rstrip("/").rpartition("/")[2]
    return {**document, "spec": rest}
