"""What a migration is made of: stages of steps, each with a check and a way back."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class File(Struct, frozen=True):
    """A YAML file to write, commit and push."""

    path: str
    documents: tuple[Any, ...]


class Step(Struct, frozen=True, kw_only=True):
    """Something to do, how to see that it worked, and how to undo it."""

    title: str
    text: str
    files: tuple[File, ...] = ()
    run: tuple[str, ...] = ()
    """Lines of shell."""
    check: tuple[str, ...] = ()
    expect: str = ""
    """What the check shows when all is well; no full stop."""
    back: str = ""
    """The way back, in words."""
    undo: tuple[str, ...] = ()
    """The way back, as lines of shell."""
    unverified: str = ""
    """What nobody has tried or no source says."""


class Stage(Struct, frozen=True, kw_only=True):
    """Everything that replaces one thing."""

    title: str
    text: str
    table: tuple[tuple[str, ...], ...] = ()
    """Header and rows: what becomes what, and what has no equivalent."""
    steps: tuple[Step, ...] = ()
    source: str = ""
