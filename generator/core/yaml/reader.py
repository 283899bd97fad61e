"""YAML text to plain values, with or without the place of each.

libyaml (through PyYAML's C parser) only cuts the text into events; what they mean is decided here and in
`scalars`. The quick reader knows no places and gives up at whatever is not ordinary; the careful one then reads
again, resolves aliases, applies merge keys and finds every problem.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from generator.core.yaml.events import YAMLError, open_parser
from generator.core.yaml.events import events as ev
from generator.core.yaml.places import Path, Place
from generator.core.yaml.scalars import CORE, Dialect, Refused


class Limits(msgspec.Struct, frozen=True):
    """How much a file may ask for before it is refused."""

    size: int = 64 * 1024 * 1024
    """Bytes of the file."""
    depth: int = 100
    """Collections inside one another."""
    aliased: int = 250_000
    """Values that aliases and merge keys may add, all together."""


class Document(msgspec.Struct, frozen=True):
    """One document of a file. `line` is that of its `---`, or of its first content."""

    value: object
    places: dict[Path, Place]
    line: int


_DEFAULT = Limits()


def load(data: bytes, *, dialect: Dialect = CORE, limits: Limits = _DEFAULT) -> list[object]:
    """The value of every document; `[]` for a file of nothing but comments, `[None]` for a lone `---`.

    An alias gives a copy of its own, so values never share parts. Raises YamlProblems.
    """
    if len(data) <= limits.size:
        try:
            return _quick(data, dialect, limits.depth)
        except (Refused, YAMLError, UnicodeDecodeError):
            pass  # the careful reader says what is wrong, or reads what the quick one does not know
    return [document.value for document in load_with_places(data, dialect=dialect, limits=limits)]


def load_with_places(
    data: bytes,
    *,
    dialect: Dialect = CORE,
    limits: Limits = _DEFAULT,
    skip: Callable[[Path], bool] = lambda _path: False,
) -> list[Document]:
    """Every document, with the place of each value under its path (`()` is the root). Raises YamlProblems.

    Collections that `skip` names by their path are left out: only their start is known.
    """
    from generator.core.yaml.careful import read

    return [Document(*parts) for parts in read(data, dialect, limits.size, limits.depth, limits.aliased, skip)]


def _quick(data: bytes, dialect: Dialect, depth_max: int) -> list[object]:
    """Ordinary documents only: no aliases, no tags, no problems. Raises Refused otherwise."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # libyaml would read UTF-16
        raise Refused
    get: Callable[[], Any] = open_parser(data).get_event
    scalars = dialect.scalars
    scalar_event, mapping_start, sequence_start = ev.ScalarEvent, ev.MappingStartEvent, ev.SequenceStartEvent

    def mapping(depth: int) -> dict[str, object]:
        result: dict[str, object] = {}
        while True:
            event = get()
            if type(event) is not scalar_event:
                if type(event) is ev.MappingEndEvent:
                    return result
                raise Refused
            if event.tag is not None:
                raise Refused
            key = event.value
            if event.implicit[0] and (type(scalars[key]) is not str or key == "<<"):
                raise Refused
            if key in result:
                raise Refused
            event = get()
            if type(event) is scalar_event and event.tag is None:
                result[key] = scalars[event.value] if event.implicit[0] else event.value
            else:
                result[key] = value(event, depth)

    def sequence(depth: int) -> list[object]:
        result: list[object] = []
        while True:
            event = get()
            if type(event) is scalar_event and event.tag is None:
                result.append(scalars[event.value] if event.implicit[0] else event.value)
            elif type(event) is ev.SequenceEndEvent:
                return result
            else:
                result.append(value(event, depth))

    def value(event: Any, depth: int) -> object:
        kind = type(event)
        if (kind is not mapping_start and kind is not sequence_start) or event.tag is not None or depth >= depth_max:
            raise Refused
        return mapping(depth + 1) if kind is mapping_start else sequence(depth + 1)

    documents: list[object] = []
    get()  # the start of the stream
    while type(get()) is ev.DocumentStartEvent:
        event = get()
        if type(event) is scalar_event and event.tag is None:
            documents.append(scalars[event.value] if event.implicit[0] else event.value)
        else:
            documents.append(value(event, 0))
        get()  # the end of the document
    return documents
