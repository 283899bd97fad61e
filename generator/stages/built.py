"""What kustomize and Flux take of a foreign tree: which files are listed, and the namespaces that are set on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

import msgspec

from generator.core.graph import Object
from generator.core.schema import Schemas
from generator.stages.completed import FLUX, KUSTOMIZE

_VARIABLE = re.compile(r"\$\{.*?\}")
_LISTS = ("resources", "bases", "components", "crds")


class Builds(msgspec.Struct, frozen=True):
    """The kustomization.yaml files by directory, and what Flux Kustomizations apply: directories, and patterns of such."""

    files: dict[str, Object]
    roots: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    def chain(self, file: str) -> Iterator[tuple[str, str]]:
        """Yield (directory, what it has to list) from a file up to the directory that Flux applies."""
        directory, child = os.path.dirname(file), file
        while True:
            found = self.files.get(directory)
            if found is not None and found.file != child:
                yield directory, child
                child = directory
            if directory in {"", "/", "."} or self._is_root(directory):
                return
            directory = os.path.dirname(directory)

    def applies(self, item: Object) -> bool:
        """Whether each kustomization.yaml up to the directory that Flux applies lists what is below it.

        A directory without one is taken whole. Without Flux nobody says where the way up ends: then all is taken.
        """
        return not (self.roots or self.patterns) or all(
            any(child == path or child.startswith(f"{path}/") for path in self._listed(directory))
            for directory, child in self.chain(item.file)
        )

    def namespace(self, item: Object) -> str | None:
        """The namespace that is set on an object: the outermost wins."""
        directories = [directory for directory, _ in self.chain(item.file)]
        for directory in reversed(directories):
            if self.files[directory].document.get("namespace"):
                return str(self.files[directory].document["namespace"])
        return None

    def _is_root(self, directory: str) -> bool:
        return directory in self.roots or any(pattern.fullmatch(directory) for pattern in self.patterns)

    def _listed(self, directory: str) -> Iterator[str]:
        for field in _LISTS:
            entries = self.files[directory].document.get(field)
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, str):
                    yield os.path.normpath(os.path.join(directory, entry))


def builds(objects: Iterable[Object]) -> Builds:
    files: dict[str, Object] = {}
    roots: dict[str, None] = {}
    for item in objects:
        if item.group == KUSTOMIZE:
            files[os.path.dirname(item.file)] = item
        elif item.group == FLUX and item.kind == "Kustomization" and item.spec.get("path"):
            roots[os.path.normpath(str(item.spec["path"]))] = None
    varied = [path for path in roots if _VARIABLE.search(path)]
    return Builds(files, frozenset(roots.keys() - varied), tuple(map(_pattern, varied)))


def _pattern(path: str) -> re.Pattern[str]:
    """What a path with variables may be: each stands for one name."""
    return re.compile("[^/]*".join(map(re.escape, _VARIABLE.split(path))))


def settled(objects: Iterable[Object]) -> Iterator[Object]:
    """Yield the objects in the namespaces that their kustomization.yaml files set; Namespaces are renamed by these."""
    held = list(objects)
    made, known = builds(held), Schemas()
    for item in held:
        namespace = None if item.group == KUSTOMIZE else made.namespace(item)
        if namespace is None:
            yield item
        elif item.kind == "Namespace" and not item.group:
            yield _with(item, name=namespace)
        elif known.known(item.api_version, item.kind) and known.scope(item.api_version, item.kind) == "Namespaced":
            yield _with(item, namespace=namespace)
        else:
            yield item


def _with(item: Object, **changes: str) -> Object:
    return msgspec.structs.replace(item, document={**item.document, "metadata": {**item.metadata, **changes}})
