"""Checks of settings and rules on the object graph: one shape, each with a code and an explanation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from generator.core.diagnostics import ERROR

if TYPE_CHECKING:
    from generator.core.context import Context
    from generator.core.graph import Graph, Object

S = TypeVar("S")

MISSHAPEN = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What a rule runs into that reads a document of the wrong shape: a list where the schema has an object, nothing where it
has something. The schema refuses such a document; where it refuses nothing, the rule itself is wrong."""

Path = str | tuple[str | int, ...]
"""Below an object: one key, or keys and indexes. In the inventory's (or the manifest's) spelling."""


class Other(Struct, frozen=True):
    """The other end of a conflict: an object of the model, where below it, and what to say there."""

    about: object
    path: Path
    text: str


class Problem(Struct, frozen=True):
    """A check's finding: the object of the model it is about, and where below it. The engine finds the place."""

    about: object
    path: Path
    message: str
    hint: str | None = None
    others: tuple[Other, ...] = ()
    key: bool = False
    """Whether the last key of the path is wrong, rather than what stands behind it."""
    mirror: str | None = None
    """The message as it reads from the first of the others: said there, where that end is written later than this one."""

    def mirrored(self) -> Problem:
        other, *rest = self.others
        ends = (Other(self.about, self.path, other.text), *rest)
        return Problem(other.about, other.path, self.mirror or self.message, self.hint, ends, self.key)


def called_alike(first: object, other: object, message: str, hint: str) -> Problem:
    """Two things of one name, where only one can have it."""
    return Problem(other, "name", message, hint, (Other(first, "name", "the other one is here"),), mirror=message)


class Finding(Struct, frozen=True):
    """A rule's finding: the manifest it is about, and where inside. Others are manifests too."""

    about: Object
    path: Path
    message: str
    hint: str | None = None
    others: tuple[tuple[Object, Path, str], ...] = ()
    word: str | None = None
    """What of a longer text at the path is meant: one address of a list in an annotation."""
    mirror: str | None = None
    """As for a problem."""

    def mirrored(self) -> Finding:
        (about, path, text), *rest = self.others
        ends = ((self.about, self.path, text), *rest)
        return Finding(about, path, self.mirror or self.message, self.hint, ends, self.word)


class Check(Struct, frozen=True, eq=False):
    """Judges settings. Its docstring is what `gen explain CODE` prints."""

    code: str
    severity: str
    run: Callable[[Context, Any], Iterator[Problem]]
    follows: tuple[str, ...] = ()
    """Codes of which a finding at the same place is only a consequence: then it is not said."""
    spoiled: tuple[str, ...] = ()
    """Codes that leave nothing to judge here of the object that they are found at."""

    @property
    def explanation(self) -> str:
        return self.run.__doc__ or ""


class Rule(Struct, frozen=True, eq=False):
    """Judges the object graph after patches; serves generated trees and `gen lint` on anybody's tree alike."""

    code: str
    severity: str
    run: Callable[[Graph], Iterator[Finding]]
    follows: tuple[str, ...] = ()
    """As for a check."""

    @property
    def explanation(self) -> str:
        return self.run.__doc__ or ""


def check(
    code: str, severity: str = ERROR, follows: tuple[str, ...] = (), spoiled: tuple[str, ...] = ()
) -> Callable[[Callable[[Context, S], Iterator[Problem]]], Check]:
    """Name a semantic check: the bad pattern, in words (`bgp/peer-off-link`)."""
    return lambda run: Check(code, severity, run, follows, spoiled)


def rule(
    code: str, severity: str = ERROR, follows: tuple[str, ...] = ()
) -> Callable[[Callable[[Graph], Iterator[Finding]]], Rule]:
    """Name a rule on the object graph."""
    return lambda run: Rule(code, severity, run, follows)


def checks_of(module: ModuleType) -> tuple[Check, ...]:
    """Every check that a module defines, in its order: writing one is registering it."""
    return tuple(value for value in vars(module).values() if isinstance(value, Check))


def rules_of(module: ModuleType) -> tuple[Rule, ...]:
    """Every rule that a module defines, in its order."""
    return tuple(value for value in vars(module).values() if isinstance(value, Rule))
