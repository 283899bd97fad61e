"""What a build imports and compiles on its way, in one file: to find and open hundreds of modules costs more than to run them.

A cache like the interpreter's own, and beside it: `__pycache__/image.cpython-311`. It is taken at the end of a build
that had to look for modules, and used by the next ones as long as the sources and the interpreter are the same. Losing
it loses nothing; where it cannot be written, modules are imported one by one.

The file begins with the length of its head, and the head says where in the file everything else is: single modules,
read once they are asked for, and for each part of a build (`begin`) what that part needed, which is read and run in one go.
What compiling needs depends on what an inventory names, so of that part there is one for each of the latest shapes.
"""

from __future__ import annotations

import marshal
import os
import sys
from mmap import ACCESS_READ, mmap

from generator.core.state import PACKAGE, fingerprint
from generator.image import modules, patterns

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` would cost more than it explains
    from typing import Any

    from generator.image.modules import Module

    Blob = bytes | memoryview
    Place = tuple[int, int, int]
    """(where it starts, bytes, modules)"""

PATH = os.path.join(PACKAGE, "__pycache__", f"image.{sys.implementation.cache_tag}")
_NUMBER = 8
_FEW = 8
"""One in so many modules a build may need beyond what a part holds, before that grows."""
_SHAPES = 3


class Image:
    """An image as read, or nothing where there is no fitting one."""

    def __init__(self, path: str) -> None:
        self._map: memoryview = memoryview(b"")
        self.single: dict[str, Place] = {}
        """Where each module is."""
        self.parts: dict[str, Place] = {}
        """Where the modules are that a part needs."""
        self.patterns: dict[Any, Any] = {}
        try:
            with open(path, "rb", buffering=0) as file:
                whole = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
            length = _NUMBER + int.from_bytes(whole[:_NUMBER], "little")
            head = marshal.loads(whole[_NUMBER:length])  # noqa: S302 - as the interpreter does with its own cache
            fits = isinstance(head, dict) and head.get("of") == _of()
        except (OSError, ValueError, EOFError, TypeError, OverflowError, AttributeError):
            return
        if fits:
            self._map = whole[length:]
            self.single, self.parts, self.patterns = head["single"], head["parts"], head["patterns"]

    def bytes_at(self, place: Place) -> memoryview:
        """Of the file as it was when it was opened: whoever takes another image puts another file in its place."""
        start, length, _ = place
        return self._map[start : start + length]

    def module(self, name: str) -> Module | None:
        place = self.single.get(name)
        return marshal.loads(self.bytes_at(place)) if place else None  # noqa: S302 - as above

    def part(self, name: str) -> dict[str, Module]:
        """Complete in this order."""
        place = self.parts.get(name)
        return marshal.loads(self.bytes_at(place)) if place else {}  # noqa: S302 - as above


_used: list[Image] = []
_begun: dict[str, dict[str, Module]] = {}
"""Parts of this build, each with what was imported in it."""


def use() -> None:
    """From here on modules of ours, and their regular expressions, come from the image where there is a fitting one."""
    image = Image(PATH)
    _used.append(image)
    modules.use(image.module)
    begin("patterns")
    patterns.use(image.patterns)
    begin("msgspec")


def begin(part: str, shape: str = "") -> None:
    """From here on another part of the build: import what it needed last time, in one go. Nothing if it began before.

    A part without a name needs something else every time.
    """
    name = f"{part} {shape}" if shape else part
    if _used and name not in _begun:
        found = modules.run(_used[-1].part(name))
        if name:
            _begun[name] = found


def take() -> None:
    """Keep what this process had to look for. Failing to cache is no failure.

    The first time modules are kept one by one; in which order a part needs them is known once they came from here.
    """
    if sys.dont_write_bytecode or not _used:
        return
    missed = modules.missed()
    grown = {} if missed else {part: held for part, held in _begun.items() if _grew(part, held)}
    if not missed and not grown:
        return
    known = Image(PATH)  # another process may have taken more since
    single: dict[str, tuple[Blob, int]] = {name: (known.bytes_at(place), 1) for name, place in known.single.items()}
    single |= {name: (marshal.dumps(module), 1) for name, module in missed.items()}
    parts: dict[str, tuple[Blob, int]] = {
        name: (known.bytes_at(place), place[2]) for name, place in known.parts.items()
    }
    parts |= {part: (marshal.dumps(held), len(held)) for part, held in grown.items()}
    for part in [part for part in parts if " " in part and part not in _begun][: -_SHAPES + 1]:
        del parts[part]
    _write(single, parts, known.patterns | patterns.missed())


def _grew(part: str, held: dict[str, Module]) -> bool:
    place = _used[-1].parts.get(part)
    return place is None or len(held) > place[2] + place[2] // _FEW


def _write(single: dict[str, tuple[Blob, int]], parts: dict[str, tuple[Blob, int]], compiled: dict[Any, Any]) -> None:
    places: list[dict[str, Place]] = []
    blobs: list[Blob] = []
    at = 0
    for held in (parts, single):
        places.append({})
        for name, (blob, count) in held.items():
            places[-1][name] = (at, len(blob), count)
            blobs.append(blob)
            at += len(blob)
    passing = f"{PATH}.{os.getpid()}"
    try:
        head = marshal.dumps({"of": _of(), "parts": places[0], "single": places[1], "patterns": compiled})
        os.makedirs(os.path.dirname(PATH), exist_ok=True)
        with open(passing, "wb") as file:
            file.writelines((len(head).to_bytes(_NUMBER, "little"), head, *blobs))
        os.replace(passing, PATH)
    except (OSError, AttributeError):
        return


def _of() -> tuple[Any, ...]:
    """The interpreter and its library, whose folder changes when a file of it is replaced; and our sources.

    Raises OSError and AttributeError where the library is no folder.
    """
    library = os.path.dirname(os.__file__)
    return (sys.version, sys.flags.optimize, library, os.stat(library).st_mtime_ns, *fingerprint())
