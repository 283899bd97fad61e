"""What is said about values."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from generator.core.diagnostics import ERROR, UNCHECKED, WARNING

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indexes from the top of the values."""

UNREAD_KEY = "values/unread-key"
DECLARED_UNREAD = "values/declared-unread"
TYPE = "values/type"
ENUM = "values/enum"
RANGE = "values/range"
REQUIRED = "values/required"
CHART_FAILS = "values/chart-fails"
NOT_CHECKED = "values/not-checked"


class Finding(Struct, frozen=True):
    """One thing wrong with the values of a chart, and where."""

    path: Path
    code: str
    message: str
    hint: str | None = None

    @property
    def severity(self) -> str:
        """Everything stops a build but a key that the chart itself declares and does not read, and what is not known."""
        return {DECLARED_UNREAD: WARNING, NOT_CHECKED: UNCHECKED}.get(self.code, ERROR)


def dotted(path: Path) -> str:
    """Write a path as the chart's documentation does: `a.b[0]."c.d"`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            key = f'"{step}"' if "." in step or not step else step
            text += f".{key}" if text else key
    return text
