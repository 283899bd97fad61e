"""From an object of the model back to the line that wrote it. Only used once there is something to say."""

from __future__ import annotations

from typing import Any, Protocol

from generator.core.diagnostics import Source
from generator.core.judgement import Path
from generator.core.model import children

Keys = tuple[str | int, ...]


class PlaceOf(Protocol):
    """Whoever read the file: where the value at a path (or its key) stands."""

    def __call__(self, path: Keys, *, key: bool = False) -> Source: ...


class Locator:
    """Finds paths of objects by identity, and places of paths by asking whoever read the file."""

    __slots__ = ("_paths", "_place", "_root")

    def __init__(self, root: object, place: PlaceOf) -> None:
        self._root = root
        self._place = place
        self._paths: dict[int, Keys] | None = None

    def path(self, about: object) -> Keys:
        """Where in the inventory an object of the model stands; () when it does not."""
        return self.paths().get(id(about), ())

    def paths(self) -> dict[int, Keys]:
        """By identity: everything that has a place."""
        if self._paths is None:
            self._paths = {}
            self._index(self._root, ())
        return self._paths

    def source(self, about: object, below: Path = (), *, key: bool = False) -> Source:
        """The place of `about`'s `below`, or of the nearest thing around it that was written. A Source is its own place."""
        if isinstance(about, Source):
            return about
        return self._place((*self.path(about), *keys(below)), key=key)

    def _index(self, item: Any, path: Keys) -> None:
        if isinstance(item, str | int | float | bool) or item is None:
            return
        if self._paths is not None:
            self._paths.setdefault(id(item), path)
        for name, child in children(item):
            self._index(child, (*path, name))


def keys(path: Path) -> Keys:
    return (path,) if isinstance(path, str) else path


def dotted(path: Keys) -> str:
    """`bgp.routers[0].addresses` for people."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
