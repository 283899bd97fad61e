"""Where the facts that ship with the compiler live: `generator/schemas` in a wheel, `schemas/` in a checkout."""

from __future__ import annotations

import os

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120  pathlib costs 10 ms


def root() -> str:
    """Return the folder that holds the facts; a wheel carries its own copy, a checkout uses the top-level one."""
    packaged = os.path.join(PACKAGE, "schemas")  # noqa: PTH118  as above
    if os.path.isdir(packaged):  # noqa: PTH112  as above
        return packaged
    return os.path.join(os.path.dirname(PACKAGE), "schemas")  # noqa: PTH118, PTH120  as above


def read(*parts: str) -> bytes:
    """Return the bytes of one file of facts; `FileNotFoundError` if there is none of that name."""
    with open("/".join((root(), *parts)), "rb") as file:  # noqa: PTH123  as above
        return file.read()
