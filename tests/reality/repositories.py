"""The repositories held here: facts, inventory and known differences of each, and the comparison of them all."""

import json
import re
from pathlib import Path
from typing import NamedTuple, cast

from tests.harness import compile_inventory, compiled
from tests.reality.compare import Fact, Field, Row, compare, row
from tests.reality.differences import Differences, read
from tests.reality.document import Document
from tests.reality.yaml12 import parsed

HERE = Path(__file__).parent


SERVERS_APPLY = re.compile(r"infra/[^/]+/manifests/[^/]+\.yaml$")
"""Manifests that a distribution's servers apply at start: no part of `gitops/`, but objects of the cluster."""


def documents(inventory: Path) -> list[tuple[str, Document]]:
    """Every object that an inventory compiles to, each with its path; AssertionError when it is refused."""
    found = compile_inventory(inventory)
    clusters, _ = compiled(inventory)
    for path, data in (item for cluster in clusters for item in cluster.files.items()):
        if SERVERS_APPLY.search(path):
            found += [(path, cast("Document", document)) for document in parsed(data.decode())]
    return found


class Compared(NamedTuple):
    """One repository: every field of all its clusters, what is known about it, and the line of the table."""

    fields: list[Field]
    known: Differences
    row: Row


def aliases() -> list[str]:
    """Every repository that has an inventory."""
    return sorted(path.parent.name for path in HERE.glob("*/inventory.yaml"))


def with_facts() -> list[str]:
    """Those of them whose objects are compared; of the others only the inventory is compiled."""
    return [alias for alias in aliases() if (HERE / alias / "facts.json").exists()]


def compared(alias: str, documents: list[tuple[str, Document]]) -> Compared:
    """`documents`: what the inventory compiles to, each with its path. A fleet's paths name the cluster."""
    facts = json.loads((HERE / alias / "facts.json").read_text(encoding="utf-8"))
    known = read(HERE / alias / "differences.yaml")
    clusters = cast("dict[str, list[Fact]]", facts["clusters"])
    fields: list[Field] = []
    for cluster, rows in clusters.items():
        part = f"/{cluster}/"
        mine = [document for path, document in documents if len(clusters) == 1 or part in f"/{path}"]
        fields += compare(((name, field, value) for name, field, value in rows), mine, known)
    return Compared(fields, known, row(alias, facts["source"], fields, known))
