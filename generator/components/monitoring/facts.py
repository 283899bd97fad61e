"""Which metrics a version of a project exports: `schemas/metrics/<project>/<minor>.json`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from generator.core.facts import read


@lru_cache(maxsize=8)
def exported(project: str, minor: str) -> dict[str, Any] | None:
    """The distilled list, None when none is held of that minor."""
    try:
        found: dict[str, Any] = msgspec.json.decode(read("metrics", project, f"{minor}.json"))
    except FileNotFoundError:
        return None
    return found
