"""Where the facts that ship with the compiler live: `generator/schemas` in a wheel, `schemas/` in a checkout."""

from __future__ import annotations

import os

from msgspec import Struct

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Substitution(Struct, frozen=True):
    """A version of a project that no facts are held of, and the held one that judges in its place."""

    project: str
    wanted: str
    used: str


def root() -> str:
    """Return the folder that holds the facts; a wheel carries its own copy, a checkout uses the top-level one."""
    packaged = os.path.join(PACKAGE, "schemas")
    if os.path.isdir(packaged):
        return packaged
    return os.path.join(os.path.dirname(PACKAGE), "schemas")


def read(*parts: str) -> bytes:
    """Return the bytes of one file of facts; `FileNotFoundError` if there is none of that name."""
    with open("/".join((root(), *parts)), "rb") as file:
        return file.read()
