"""From an object of the model back to the line that wrote it. Only used once there is something to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.core.diagnostics import Source
from generator.core.judgement import Path
from generator.core.model import children
from generator.core.order import Orders, as_written, lists

Keys = tuple[str | int, ...]


if TYPE_CHECKING:  # to make a Protocol takes longer than to import the rest
    from typing import Protocol

    class PlaceOf(Protocol):
        """Whoever read the file: where the value at a path (or its key) stands."""

        def __call__(self, path: Keys, *, key: bool = False) -> Source: ...
else:
    PlaceOf = Any


class Locator:
    """Finds paths of objects by identity, and places of paths by asking whoever read the file."""

    __slots__ = ("_orders", "_paths", "_place", "_raw", "_root")

    def __init__(self, root: Struct, place: PlaceOf, raw: dict[str, Any]) -> None:
        """`raw`: what `root` was made from, its lists in the order in which they were written."""
        self._root = root
        self._place = place
        self._raw = raw
        self._orders: Orders = {}
        self._paths: dict[int, Keys] | None = None

    def path(self, about: object) -> Keys:
        """Where in the inventory an object of the model stands; () when it does not."""
        if self._paths is None:
            self._paths = paths(self._root)
        return self._paths.get(id(about), ())

    def source(self, about: object, below: Path = (), *, key: bool = False) -> Source:
        """The place of `about`'s `below`, or of the nearest thing around it that was written. A Source is its own place."""
        if isinstance(about, Source):
            return about
        path = (*self.path(about), *keys(below))
        return self._place(as_written(path, self._raw, lists(type(self._root)), self._orders), key=key)


def paths(root: Any) -> dict[int, Keys]:
    """By identity: where below `root` each object of the model stands."""
    found: dict[int, Keys] = {}

    def look(item: Any, path: Keys) -> None:
        if isinstance(item, str | int | float | bool) or item is None:
            return
        found.setdefault(id(item), path)
        for name, child in children(item):
            look(child, (*path, name))

    look(root, ())
    return found


def keys(path: Path) -> Keys:
    return (path,) if isinstance(path, str) else path


def dotted(path: Keys) -> str:
    """`bgp.routers[0].addresses` for people; an item may also be called by its merge keys: `spec.ports[port=53]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) or "=" in part else f".{part}" if text else str(part)
    return text
