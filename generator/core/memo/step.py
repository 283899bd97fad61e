"""A step of a compilation: what it read, and what it made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from generator.core.artifact import Copy, Data, Manifest, Text
from generator.core.memo.same import same
from generator.core.offer import Offer

T = TypeVar("T")

MOST_ENTRIES = 6
"""Results remembered of one step: as many kinds of clusters may take turns."""
PATIENCE, RETRY = 8, 16
_COMPARED = (Offer, Data, Text)
_LASTING = (*_COMPARED, Manifest, Copy)
"""What is compared with what was there before; documents of manifests are found by what they say (`Memo.body`)."""


class Forgotten(Exception):  # noqa: N818 - no fault: the cluster is compiled without the memo
    """Something that the memo cannot answer for."""


Reads = dict[tuple[str, Any], object]
"""(accessor, argument) -> the one object that stands for the value."""


class Entry:
    """What a step made, and the reads under which it makes the same again."""

    __slots__ = ("reads", "result", "seen")

    def __init__(self, reads: Reads, seen: Reads, result: Any) -> None:
        self.reads = list(reads.items())
        self.seen = list(seen.items())
        """Reads of the object graph."""
        self.result = result


def unchanged(reads: list[tuple[tuple[str, Any], object]], value: Callable[[tuple[str, Any]], object]) -> bool:
    """Whether every read gives the object that it gave then. What differed last is asked first."""
    for index, (key, found) in enumerate(reads):
        if value(key) is not found:
            if index:
                reads.insert(0, reads.pop(index))
            return False
    return True


class Step:
    """A step, and what it made lately."""

    __slots__ = ("entries", "given", "last", "missed", "restless")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.given: object = None
        """What stands for the settings that it was given last."""
        self.restless: dict[Any, None] = {}
        """Of several steps that are remembered as one: those that were made anew lately."""
        self.missed = 0
        """How often in a row nothing that it made could be used again."""
        self.last: list[Any] = []

    @property
    def hopeless(self) -> bool:
        """Whether its every cluster is another: then writing down what it reads is a waste, but for a try now and then."""
        return self.missed > PATIENCE and self.missed % RETRY != 0

    def keep(self, entry: Entry) -> None:
        self.entries.insert(0, entry)
        del self.entries[MOST_ENTRIES:]

    def steady(self, made: T) -> T:
        """A new result, with the objects of the one before wherever they are the same."""
        if isinstance(made, list) and made and isinstance(made[0], _LASTING):
            before, self.last = self.last, made
            for index, (old, new) in enumerate(zip(before, made, strict=False)):
                if isinstance(new, _COMPARED) and same(old, new):
                    made[index] = old
        return made
