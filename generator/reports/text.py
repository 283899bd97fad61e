"""Diagnostics for people: place, message, the offending line with a caret, the other end, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.core.diagnostics import UNCHECKED, Diagnostic, Source

_COLOURS = {
    "error": "\033[1;31m",
    "warning": "\033[1;33m",
    "not checked": "\033[1;34m",
    "note": "\033[1;36m",
    "bold": "\033[1m",
}


def text(diagnostics: Iterable[Diagnostic], sources: Mapping[str, bytes], *, colour: bool = False) -> str:
    """Everything there is to say, a blank line between problems; then a line for each thing that was not checked.

    `sources` are the files as they were read.
    """
    found = tuple(diagnostics)
    blocks = [_one(d, sources, colour=colour) for d in found if d.severity != UNCHECKED]
    unchecked = dict.fromkeys(f"{d.message} [{d.code}]" for d in found if d.severity == UNCHECKED)
    label = _paint("not checked:", UNCHECKED, colour=colour)
    if unchecked:
        blocks.append("".join(f"{label} {words}\n" for words in unchecked))
    return "\n".join(blocks)


def _one(found: Diagnostic, sources: Mapping[str, bytes], *, colour: bool) -> str:
    head = _paint(f"{found.severity}:", found.severity, colour=colour)
    lines = [f"{_paint(str(found.source), 'bold', colour=colour)}: {head} {found.message} [{found.code}]"]
    lines += _excerpt(found.source, sources)
    for note in found.notes:
        lines.append(f"  {note.source}: {_paint('note:', 'note', colour=colour)} {note.text}")
        lines += _excerpt(note.source, sources)
    if found.hint:
        lines.append(f"  hint: {found.hint}")
    return "\n".join(lines) + "\n"


def _excerpt(source: Source, sources: Mapping[str, bytes]) -> list[str]:
    """The line, and a caret under the column. Nothing for a file that was not read, or for a file as a whole."""
    data = sources.get(source.file)
    if data is None or source.line < 1:
        return []
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    if source.line > len(lines):
        return []
    line = lines[source.line - 1]
    start, shown = _window(line, source.column - 1)
    number = str(source.line)
    before = "".join("\t" if c == "\t" else " " for c in line[start : source.column - 1])
    return [f"  {number} | {shown}", f"  {' ' * len(number)} | {before}{' ' if start else ''}^"]


def _window(line: str, column: int, width: int = 110) -> tuple[int, str]:
    """(first character shown, the text): long lines are cut around the column."""
    if len(line) <= width:
        return 0, line
    start = max(0, min(column - width // 2, len(line) - width))
    cut = line[start : start + width]
    return start, ("…" if start else "") + cut + ("…" if start + width < len(line) else "")


def _paint(words: str, style: str, *, colour: bool) -> str:
    return f"{_COLOURS[style]}{words}\033[0m" if colour else words
