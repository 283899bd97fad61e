"""The documents that a template makes, with the places of the template's own lines."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from generator.core.context import Context
from generator.core.diagnostics import CompileError, Diagnostic, Source
from generator.core.sandbox import render
from generator.core.yaml import Document, Place
from generator.stages.overlays import read

Led = Callable[[int, int], tuple[int, int]]
"""From (line, column) in the text to those in the template."""


def made(path: str, data: bytes, ctx: Context) -> tuple[Document, ...]:
    """Raises CompileError."""
    rendered = render(path, data, ctx)
    text, template = rendered.data.decode().split("\n"), data.decode().split("\n")

    def led(line: int, column: int) -> tuple[int, int]:
        """The column is kept where both lines say the same up to there."""
        there = rendered.lines[line - 1] if 0 < line <= len(rendered.lines) else 1
        same = text[line - 1][:column] == template[there - 1][:column] if line <= len(text) else False
        return there, column if same else 1

    try:
        documents = read(path, rendered.data)
    except CompileError as stop:
        raise CompileError(_led(one, led, text) for one in stop.diagnostics) from None
    return tuple(replace(one, line=led(one.line, 1)[0], places=_places(one.places, led)) for one in documents)


def _places(places: dict[tuple[str | int, ...], Place], led: Led) -> dict[tuple[str | int, ...], Place]:
    def moved(place: Place) -> Place:
        return Place(
            *led(place.line, place.column),
            *led(place.key_line, place.key_column),
            *led(place.end_line, place.end_column),
        )

    return {path: moved(place) for path, place in places.items()}


def _led(found: Diagnostic, led: Led, text: list[str]) -> Diagnostic:
    """What is wrong with the text, at the line of the template that made it."""
    source = found.source
    line, column = led(source.line, source.column)
    what = text[source.line - 1].strip() if source.line <= len(text) else ""
    message = f"{found.message}, in `{what}`, which this makes" if what else f"{found.message}, in what this makes"
    return replace(found, message=message, source=Source(source.file, line, column), notes=())
