"""Playbooks and the role: YAML beside this module, the same for every cluster. What differs stands in variables."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from generator.core.yaml import load

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "content")
ROLE = "roles/prepare"


@cache
def content(name: str) -> Any:
    """One file, by its path below `content/`."""
    with open(f"{FOLDER}/{name}", "rb") as file:
        (document,) = load(file.read())
    return document


@cache
def role() -> tuple[str, ...]:
    """The files of the role, sorted."""
    found = (
        os.path.relpath(os.path.join(folder, name), FOLDER)
        for folder, _, names in os.walk(f"{FOLDER}/{ROLE}")
        for name in names
    )
    return tuple(sorted(path.replace(os.sep, "/") for path in found))
