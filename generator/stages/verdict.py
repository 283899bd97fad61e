"""What admission has to say: data, so that it may come from another process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from generator.core.diagnostics import UNCHECKED, Diagnostic, Source
from generator.core.facts import Substitution
from generator.core.graph import Object
from generator.core.places import Keys


class Verdict(Struct, frozen=True, kw_only=True):
    """Something to say of an object, and where inside it."""

    about: Object
    path: Keys
    code: str
    severity: str
    message: str
    hint: str | None = None


class Admitted(Struct, frozen=True):
    """All that is to be said of a graph."""

    substitutions: tuple[Substitution, ...]
    verdicts: tuple[Verdict, ...]


def unheld(substitutions: Iterable[Substitution], place: Callable[[], Source]) -> Iterator[Diagnostic]:
    """Say which versions others stand in for. `place` is asked only then: to find one, the document is read again."""
    for one in substitutions:
        message = f"no schemas are held of {one.project} {one.wanted}: those of {one.used} judge its objects"
        yield Diagnostic(code="schema/unheld-version", severity=UNCHECKED, message=message, source=place())
