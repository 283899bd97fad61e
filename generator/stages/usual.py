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


def rehearse(versions: Mapping[str, str], wanted: Callable[[], bool]) -> None:
    """Judge document after document until all are, or something better is `wanted`."""
    for group in documents():
        if wanted():
            return
        admitted(Graph(Object(document=document, file="") for document in group), versions)


def documents() -> list[list[dict[str, Any]]]:
    """Groups of documents that belong together (a release and its source), the commonest kinds first."""
    with open(FILE, "rb") as file:
        found: list[list[dict[str, Any]]] = json.decode(file.read())
    return found
