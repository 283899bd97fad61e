"""Why an inventory is refused: every problem of its shape, each at its line."""

from __future__ import annotations

import msgspec

from generator.core.diagnostics import ERROR, Diagnostic
from generator.core.fleet import Member
from generator.stages import fleet
from generator.stages.load import Loaded


def refuse(loaded: Loaded, member: Member, stop: msgspec.ValidationError) -> tuple[Diagnostic, ...]:
    """All problems of one cluster's inventory."""
    message, _, where = str(stop).partition(" - at ")
    path = _path(where)
    source = loaded.place(fleet.origin(loaded.raw, member, path))
    return (Diagnostic(code="inventory/invalid", severity=ERROR, message=message, source=source),)


def _path(where: str) -> tuple[str | int, ...]:
    """msgspec's `$.pools[0].blocks[1]` as keys."""
    parts: list[str | int] = []
    for part in where.strip("`").replace("[", ".[").split(".")[1:]:
        parts.append(int(part[1:-1]) if part.startswith("[") and part[1:-1].isdigit() else part)
    return tuple(parts)
