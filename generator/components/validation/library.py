"""The shell functions that scripts are made of, one file each.

`templates/checks/<kind>.sh` is the check of a kind of Probe: these files are the closed set of kinds. Its comment lines
say which facts it takes, in order, and which of `templates/tools/` it needs. A script holds only what it calls.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache

from msgspec import Struct

from generator.core.text import COMPONENTS, source

COMPONENT = "validation"
CHECKS, TOOLS = "checks", "tools"


class Function(Struct, frozen=True):
    """One file."""

    name: str
    """As the shell calls it."""
    facts: tuple[str, ...]
    needs: tuple[str, ...]
    body: str


@cache
def kinds() -> tuple[str, ...]:
    """Every kind of Probe that can be checked, sorted."""
    files = os.listdir(os.path.join(COMPONENTS, COMPONENT, "templates", CHECKS))
    return tuple(sorted(name.removesuffix(".sh") for name in files if name.endswith(".sh")))


@cache
def check(kind: str) -> Function:
    """The check of a kind."""
    return _read(CHECKS, kind)


@lru_cache(maxsize=16)
def library(kinds: frozenset[str]) -> str:
    """The functions of the checks of these kinds and all that they need, what is needed first."""
    found: dict[str, str] = {}

    def add(function: Function) -> None:
        for name in function.needs:
            if name not in found:
                add(_read(TOOLS, name))
        found[function.name] = function.body

    for kind in sorted(kinds):
        add(check(kind))
    return "\n".join(found.values())


@cache
def _read(folder: str, name: str) -> Function:
    said: dict[str, tuple[str, ...]] = {"facts": (), "needs": ()}
    lines = source(f"{COMPONENT}/{folder}/{name}.sh").splitlines(keepends=True)
    while lines and lines[0].startswith("# "):
        word, _, rest = lines.pop(0)[2:].partition(":")
        said[word] = tuple(rest.split())
    return Function(name.replace("-", "_"), said["facts"], said["needs"], "".join(lines))
