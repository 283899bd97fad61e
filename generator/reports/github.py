"""Diagnostics as GitHub workflow commands: they appear beside the line in a pull request."""

from __future__ import annotations

from collections.abc import Iterable

from generator.core.diagnostics import UNCHECKED, Diagnostic


def github(diagnostics: Iterable[Diagnostic]) -> str:
    """One `::error …::`, `::warning …::` or `::notice …::` line each (docs.github.com, workflow commands)."""
    return "".join(_line(d) for d in diagnostics)


def _line(found: Diagnostic) -> str:
    words = found.message if not found.hint else f"{found.message}\n{found.hint}"
    for note in found.notes:
        words += f"\n{note.source}: {note.text}"
    place = f"file={_property(found.source.file)}," if found.source.file else ""
    if found.source.line:
        place += f"line={found.source.line},col={found.source.column},"
    level = "notice" if found.severity == UNCHECKED else found.severity
    return f"::{level} {place}title={_property(found.code)}::{_data(words)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
