"""Documents such as builds emit, to be judged in idle time: schemas are read, checks and rules compiled on the way.

`usual.json` holds documents of the compiler's own example that together show every field it sets (made by
`python -m generator.distill.usual`). What is said of them is of no interest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import json

from generator.core.graph import Graph, Object
from generator.stages.admit import admitted

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "usual.json")


class Rehearsal:
    """Judges document after document until all are, or something better is `wanted`."""

    def __init__(self, wanted: Callable[[], bool]) -> None:
        self._wanted = wanted
        self._left = documents()

    def go_on(self, versions: Mapping[str, str] | None = None) -> None:
        """Without `versions`, as long as nobody has said any: with kinds that have one form in all of them."""
        later = [group for group in self._left if versions is None and _versioned(group)]
        soon = [group for group in self._left if group not in later]
        while soon and not self._wanted():
            admitted(Graph(Object(document=document, file="") for document in soon.pop(0)), versions or {})
        self._left = [*soon, *later]


def _versioned(group: list[dict[str, Any]]) -> bool:
    return any("cilium.io/" in document["apiVersion"] for document in group)


def documents() -> list[list[dict[str, Any]]]:
    """Groups of documents that belong together (a release and its source), the commonest kinds first."""
    with open(FILE, "rb") as file:
        found: list[list[dict[str, Any]]] = json.decode(file.read())
    return found
