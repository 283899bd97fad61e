"""What the compiler has to say: problems are data, the one exception is for stopping between stages."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

ERROR = "error"
WARNING = "warning"
UNCHECKED = "not checked"
"""Something could not be judged here: said and counted, never passed over."""
_RANK = {ERROR: 0, WARNING: 1, UNCHECKED: 2}


class Source(Struct, frozen=True, order=True):
    """A place a person can open: file, line and column, 1-based. Line 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def follows(self, other: Source) -> bool:
        """Whether it is written later, in one file."""
        return self.file == other.file and (self.line, self.column) > (other.line, other.column)


class Note(Struct, frozen=True, order=True):
    """The other end of a conflict."""

    source: Source
    text: str


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One finding, ready to show."""

    code: str
    severity: str
    message: str
    source: Source
    hint: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def rank(self) -> tuple[str, int, int, int, str, str]:
        """Report order: by file, top to bottom; at one place errors first."""
        at = self.source
        return (at.file, at.line, at.column, _RANK[self.severity], self.code, self.message)


class CompileError(Exception):
    """A stage cannot continue. Carries everything found so far, never just the first."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = ordered(diagnostics)
        super().__init__(f"{len(self.diagnostics)} problem(s)")


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted, each once (clusters of a fleet share their base and so its problems)."""
    each: dict[object, Diagnostic] = {}
    for one in diagnostics:
        each.setdefault(_said(one), one)
    return tuple(sorted(each.values(), key=lambda d: d.rank))


def _said(one: Diagnostic) -> object:
    """What tells findings apart: not the generated file, which is another one in each cluster."""
    notes = tuple((note.text, note.source if note.source.line else None) for note in one.notes)
    return one.code, one.severity, one.message, one.hint, one.source, notes


def errors(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(d for d in diagnostics if d.severity == ERROR)
