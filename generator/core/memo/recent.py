"""A dictionary that forgets what was not asked for lately."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(dict[K, V | None]):
    """Two generations: when the young one is full it becomes the old one, and what nobody asked for since is gone.

    `recent[key]` is None for what is not known. What is asked for all the time costs no more than in any dictionary.
    """

    __slots__ = ("_most", "_old")

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._old: dict[K, V | None] = {}

    def __missing__(self, key: K) -> V | None:
        found = self._old.pop(key, None)
        return None if found is None else self.put(key, found)

    def put(self, key: K, value: V) -> V:
        if len(self) >= self._most:
            self._old = dict(self)
            self.clear()
        self[key] = value
        return value
