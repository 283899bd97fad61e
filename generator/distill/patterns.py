"""`python -m generator.distill.patterns`: schemas/crds -> schemas/patterns.json, the patterns there that need no other engine than `re`.

To be run after `crds`. Only patterns that repeat a group are listed: of the others nobody asks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from generator.core import facts
from generator.core.schema import regex


def linear(schemas: Path) -> list[str]:
    """Patterns below a folder of distilled schemas that repeat a group, and are not ambiguous for all that; sorted."""
    found = {
        pattern for file in schemas.rglob("*.json") for pattern in _patterns(msgspec.json.decode(file.read_bytes()))
    }
    asked = (one for one in found if regex.repeats(one) and one not in regex.EQUIVALENT and not regex.foreign(one))
    return sorted(pattern for pattern in asked if not regex.ambiguous(pattern))


def _patterns(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield node["pattern"]
        for below in node.values():
            yield from _patterns(below)
    elif isinstance(node, list):
        for below in node:
            yield from _patterns(below)


def main() -> int:
    """Write the list. Exit code 0."""
    found = linear(Path(facts.root()) / "crds")
    target = Path(facts.root()) / "patterns.json"
    target.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    print(f"{target.name}: {len(found)} patterns", file=sys.stderr)  # noqa: T201 - a command of the project
    return 0


if __name__ == "__main__":
    sys.exit(main())
