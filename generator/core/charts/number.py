"""Version numbers of charts, to compare by."""

from __future__ import annotations

import re

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")
_ONE_MINOR = re.compile(r"[v=~^]*\s*\d+\.\d+(\.(\d+|[xX*]))?([-+].*)?")


def number(version: str) -> tuple[int, ...]:
    """Return (major, minor, patch) of the first version number in a text; () if there is none."""
    found = _VERSION.search(version)
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def of_one_minor(version: str) -> bool:
    """Return whether a text names a version or a range within a minor, and not `*` or `>=1.18`."""
    return _ONE_MINOR.fullmatch(version) is not None
