"""Which clusters are on disk as the last build left them. Of a large fleet another process finds out, while this one reads."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from generator.core import state

FILES, FOLDERS = 1, 2
"""What is as it was: every file; every directory, so that nothing came and nothing went."""


class Intact:
    """Asked for once, after everything else that can be done without it."""

    def __init__(self, root: str, before: Mapping[str, Any]) -> None:
        self._root, self._before = root, before
        self._child: tuple[int, int] | None = None
        if before.get("files", 0) >= state.MANY and state.processors() > 1:
            self._child = self._begun()

    def found(self) -> dict[str, int]:
        """cluster -> FILES, FOLDERS, both or none."""
        clusters = self._before.get("clusters", {})
        flags = self._answer()
        if len(flags) != len(clusters):  # nobody was asked, or it died
            flags = bytes(map(self._flags, clusters))
        return dict(zip(clusters, flags, strict=True))

    def close(self) -> None:
        if self._child is not None:
            child, answers = self._child
            self._child = None
            os.close(answers)
            import signal  # a millisecond: only where there is somebody to stop

            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def _begun(self) -> tuple[int, int]:
        answers, say = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.close(answers)
                flags = bytes(map(self._flags, self._before["clusters"]))
                while flags:
                    flags = flags[os.write(say, flags) :]
            finally:
                os._exit(0)
        os.close(say)
        return child, answers

    def _answer(self) -> bytes:
        flags = b""
        while self._child is not None and (more := os.read(self._child[1], 1 << 16)):
            flags += more
        self.close()
        return flags

    def _flags(self, name: str) -> int:
        cluster = self._before["clusters"][name]
        if not state.intact(self._root, self._before, name):
            return 0
        shape = self._before["shapes"][cluster[state.SHAPE]]
        return FILES | (FOLDERS if state.foldered(self._root, shape, name) == cluster[state.FOLDERS] else 0)


@contextmanager
def intact(root: str, before: Mapping[str, Any]) -> Iterator[Intact]:
    """Begins to look."""
    looking = Intact(root, before)
    try:
        yield looking
    finally:
        looking.close()
