"""What the compiler makes, before it is bytes."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

Json = dict[str, Any]
"""A plain JSON object. Emitters build these; nothing else leaves them."""


class Manifest(Struct, frozen=True, kw_only=True):
    """A Kubernetes object in a file of a unit: `gitops/<unit>/<file>.yaml`."""

    unit: str
    file: str
    document: Json
    about: tuple[object, ...] = ()
    """The objects of the model that it was emitted from, the most telling first: where its problems are shown."""

    @property
    def kind(self) -> str:
        return str(self.document["kind"])


class Copy(Struct, frozen=True, kw_only=True):
    """A Kubernetes object that somebody encrypted: it goes into a unit as it was written, below our header.

    SOPS authenticates the values in their order, so the bytes are never made anew. A comment in front is not part of
    what it authenticates, and kustomize drops it.
    """

    unit: str
    file: str
    """Name of the file, with its ending."""
    data: bytes
    document: Json
    """What the bytes say: for the rules, never written."""
    about: tuple[object, ...] = ()


class Data(Struct, frozen=True, kw_only=True):
    """A file of keys and values that is no Kubernetes object: YAML or JSON, by its ending."""

    path: str
    """Below the output root, cluster level left out: `infra/rke2/server/cp-1/config.yaml`."""
    document: Any
    many: bool = False
    """`document` is a list, and each item a YAML document of its own."""
    about: tuple[object, ...] = ()


class Text(Struct, frozen=True, kw_only=True):
    """A file in a language that has no writer: rendered from a template."""

    path: str
    template: str
    """`<component>/<file>`: a file in that component's `templates/`. `.j2`: for Jinja2; others have marks (core.text)."""
    facts: Json
    comment: str = "#"
    """How the language starts a comment line (the header needs one)."""
    executable: bool = False
    about: tuple[object, ...] = ()


Artifact = Manifest | Copy | Data | Text


def manifest(
    unit: str,
    file: str,
    api_version: str,
    kind: str,
    name: str,
    *,
    namespace: str | None = None,
    labels: Json | None = None,
    annotations: Json | None = None,
    about: tuple[object, ...] = (),
    **body: Any,
) -> Manifest:
    """A Manifest with its keys in the order people write them, labels and annotations sorted. `body` is `spec=…`, `data=…` and the like."""
    metadata: Json = {"name": name}
    if namespace is not None:
        metadata["namespace"] = namespace
    if labels:
        metadata["labels"] = sorted_keys(labels)
    if annotations:
        metadata["annotations"] = sorted_keys(annotations)
    document: Json = {"apiVersion": api_version, "kind": kind, "metadata": metadata, **body}
    return Manifest(unit=unit, file=file, document=document, about=about)


def pruned(pairs: Json) -> Json:
    """Without the keys whose value is None: `{"port": None}` says nothing."""
    return {key: value for key, value in pairs.items() if value is not None}


def sorted_keys(value: Any) -> Any:
    """What a user wrote, keys sorted at every level: their order never changes the output. Lists keep theirs."""
    if isinstance(value, dict):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [sorted_keys(item) for item in value]
    return value
