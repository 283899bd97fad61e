"""The Kubernetes objects in a tree, with the text they were read from."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from tests.real.trees import Files

Document = dict[str, Any]
Identity = tuple[str, str, str, str]
Content = frozenset[tuple[str, str]]

_SEPARATOR = re.compile(r"^---(?:[ \t].*)?$\n?", re.MULTILINE)
_KUSTOMIZATION = "kustomization.yaml"
# What a kustomization may say without changing an object; anything else the comparison does not know.
_PLAIN_KEYS = {"apiVersion", "kind", "metadata", "resources"}

# Its patches are of Flux's own Deployments, in a file that `flux bootstrap` writes.
_FLUX_ITSELF = "bootstrap/flux-system"


@dataclass(frozen=True)
class Manifest:
    """One object: its file, its own text, and what that text says."""

    path: str
    text: str
    document: Document

    @property
    def identity(self) -> Identity:
        return identity(self.document)

    @property
    def namespace(self) -> str:
        return str(self.document["metadata"].get("namespace", ""))

    def __str__(self) -> str:
        _, kind, namespace, name = self.identity
        return f"{self.path}: {kind} {namespace}/{name}"


def identity(document: Document) -> Identity:
    """What tells objects apart: apiVersion, kind, namespace, name."""
    meta = document["metadata"]
    return document["apiVersion"], document["kind"], str(meta.get("namespace", "")), meta["name"]


@functools.lru_cache(maxsize=20_000)
def parse(path: str, text: str) -> tuple[Manifest, ...]:
    """The objects of a multi-document text; comments alone are no object.

    Files of many trees are the same: who changes a document copies it first.
    """
    documents = ((part, load(part)) for part in _SEPARATOR.split(text))
    return tuple(Manifest(path, part, document) for part, document in documents if document is not None)


def load(text: str) -> Any:
    """One YAML document, by the reader that both sides of a comparison go through."""
    return yaml.load(text, yaml.CSafeLoader)


def directories(files: Files) -> list[str]:
    """The directories with a kustomization.yaml, sorted."""
    return sorted(posixpath.dirname(path) for path in files if posixpath.basename(path) == _KUSTOMIZATION)


def objects(files: Files) -> list[Manifest]:
    """Every object that some kustomization of the tree lists, once, in the order of the files' names."""
    found = {one.path: one for directory in directories(files) for one in _files_of(files, directory)}
    return [manifest for path in sorted(found) for manifest in parse(path, files[path])]


def own(files: Files, directory: str) -> list[Manifest]:
    """The objects that the directory's kustomization stands for, those of directories it lists included."""
    return [manifest for one in _files_of(files, directory) for manifest in parse(one.path, one.text)]


@dataclass(frozen=True)
class _File:
    path: str
    text: str


def _files_of(files: Files, directory: str) -> Iterator[_File]:
    kustomization = load(files[posixpath.join(directory, _KUSTOMIZATION)])
    plain = _PLAIN_KEYS | ({"patches"} if directory.endswith(_FLUX_ITSELF) else set())
    unknown = set(kustomization) - plain
    assert not unknown, f"{directory}/{_KUSTOMIZATION} says {sorted(unknown)}, which changes objects"
    for resource in kustomization.get("resources", ()):
        path = posixpath.normpath(posixpath.join(directory, resource))
        if path in files:
            yield _File(path, files[path])
        elif posixpath.join(path, _KUSTOMIZATION) in files:
            yield from _files_of(files, path)
        else:
            # A remote base, or a file that `flux bootstrap` writes: not ours to compare.
            assert "://" in resource or resource == "gotk-components.yaml", f"{directory} lists {resource}"


def closure(files: Files, directory: str) -> Content:
    """Every file that building the directory reads, by its path from there: equal ones are built alike."""
    kustomization = posixpath.join(directory, _KUSTOMIZATION)
    found = {(_KUSTOMIZATION, files[kustomization])}
    for resource in load(files[kustomization]).get("resources", ()):
        path = posixpath.normpath(posixpath.join(directory, resource))
        if path in files:
            found.add((resource, files[path]))
        elif posixpath.join(path, _KUSTOMIZATION) in files:
            found |= {(posixpath.join(resource, name), text) for name, text in closure(files, path)}
    return frozenset(found)


def readable(document: Document) -> Document:
    """An encrypted Secret as it is after decryption: without `sops`, its values readable."""
    plain = {key: value for key, value in document.items() if key != "sops"}
    if "sops" in document and "data" in plain:
        plain["data"] = dict.fromkeys(plain["data"], "c2VjcmV0")
    return plain
