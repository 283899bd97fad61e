"""`python -m generator.distill.usual`: gitops/ of this repository -> the documents that builds rehearse with.

A choice, commonest kinds first: each document adds fields that those before it do not have. Releases take their source
along, for it says which chart they install.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from generator.core.yaml import load

TARGET = Path(__file__).parents[1] / "stages" / "usual.json"

Document = dict[str, Any]


def usual(tree: Path) -> list[list[Document]]:
    """Groups of documents below a generated tree that show every field that any of them sets."""
    found = [(file, document) for file in sorted(tree.rglob("*.yaml")) for document in _documents(file)]
    common = Counter(_kind(document) for _, document in found)
    found.sort(key=lambda one: (-common[_kind(one[1])], _kind(one[1]), -len(set(fields(one[1])))))
    seen: set[tuple[str, ...]] = set()
    groups: list[list[Document]] = []
    for file, document in found:
        mine = {(*_kind(document), *path) for path in fields(document)}
        if mine <= seen:
            continue
        seen |= mine
        beside = [other for place, other in found if place.parent == file.parent and other["kind"] == "OCIRepository"]
        groups.append([document, *beside] if document["kind"] == "HelmRelease" else [document])
    return groups


def fields(value: Any) -> Iterator[tuple[str, ...]]:
    """Every path of keys in a document; the items of a list count as one."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield (str(key),)
            yield from ((str(key), *path) for path in fields(held))
    elif isinstance(value, list):
        for held in value:
            yield from (("[]", *path) for path in fields(held))


def _documents(file: Path) -> list[Document]:
    if file.name == "kustomization.yaml" or file.name.endswith(".sops.yaml"):
        return []
    return [document for document in load(file.read_bytes()) if isinstance(document, dict)]


def _kind(document: Document) -> tuple[str, str]:
    return (str(document["apiVersion"]), str(document["kind"]))


def main() -> None:
    """Write the file."""
    TARGET.write_bytes(
        msgspec.json.format(msgspec.json.encode(usual(Path(sys.argv[1] if sys.argv[1:] else "gitops"))), indent=0)
        + b"\n"
    )


if __name__ == "__main__":
    main()
