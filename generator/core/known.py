"""What earlier builds wrote, by path: contents that may be replaced without asking."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.core.state import BLOBS, SHAPE, STAMPS, Shape, Stamp, paths

WIDTH = 20
"""Bytes of a blob id."""
NOTHING = bytes(WIDTH)
"""Stands for a content that is not ours."""

Layer = tuple[tuple[Shape, ...], Mapping[str, Any]]


class Known:
    """The state, and the journals of builds that were cut short."""

    def __init__(self, before: Mapping[str, Any]) -> None:
        self._layers: list[Layer] = [(before.get("shapes", ()), before.get("clusters", {})), *before.get("journal", ())]
        self._plain = [
            [name for name, c in clusters.items() if not shapes[c[SHAPE]][0]] for shapes, clusters in self._layers
        ]
        self._read: dict[tuple[int, str], dict[str, bytes]] = {}

    def wrote(self, path: str, blob: bytes) -> bool:
        """Whether a build left, or was about to write, this content there."""
        return any(blob == one for one in self._contents(path))

    def last(self, path: str) -> bytes:
        """The content of the last build; NOTHING when it had none."""
        return next(self._contents(path), NOTHING)

    def paths(self, name: str) -> list[str]:
        """The files of a cluster as the last complete build left them."""
        shapes, clusters = self._layers[0]
        return paths(shapes[clusters[name][SHAPE]], name) if name in clusters else []

    def stamps(self, name: str) -> dict[str, tuple[Stamp, bytes]]:
        """Of every file of a cluster: its stamp and its content after the last complete build."""
        clusters = self._layers[0][1]
        if name not in clusters:
            return {}
        flat = iter(marshal.loads(clusters[name][STAMPS]))  # noqa: S302 - our own file
        stamps = zip(flat, flat, flat, strict=True)
        return {path: (next(stamps), blob) for path, blob in self._blobs(0, name).items()}

    def _contents(self, path: str) -> Iterator[bytes]:
        level = path.split("/", 2)[1]
        for number, (_, clusters) in enumerate(self._layers):
            for name in (
                {level: None, **dict.fromkeys(self._plain[number])} if level in clusters else self._plain[number]
            ):
                blob = self._blobs(number, name).get(path)
                if blob is not None:
                    yield blob

    def _blobs(self, number: int, name: str) -> dict[str, bytes]:
        found = self._read.get((number, name))
        if found is None:
            shapes, clusters = self._layers[number]
            cluster = clusters[name]
            ids = split(cluster[BLOBS])
            found = self._read[number, name] = dict(zip(paths(shapes[cluster[SHAPE]], name), ids, strict=True))
        return found

    def journaled(self) -> Iterator[str]:
        """Every file that a build which was cut short had noted."""
        for shapes, clusters in self.journal:
            for name, cluster in clusters.items():
                yield from paths(shapes[cluster[SHAPE]], name)

    @property
    def journal(self) -> tuple[Layer, ...]:
        """What builds that were cut short had noted."""
        return tuple(self._layers[1:])


def split(blobs: bytes) -> list[bytes]:
    """Blob ids out of a row of them."""
    return [blobs[start : start + WIDTH] for start in range(0, len(blobs), WIDTH)]


def shape_of(files: Iterable[str], name: str | None) -> Shape:
    """The shape of a cluster's files, which come sorted; `name` None: it is no level of their paths."""
    found: dict[str, list[str]] = {}
    skip = len(name) + 1 if name else 0
    for path in files:
        top, _, rest = path.partition("/")
        found.setdefault(top, []).append(rest[skip:])
    return (name is not None, tuple((top, tuple(below)) for top, below in found.items()))
