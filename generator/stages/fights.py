"""Overlays of one level that undo each other: which one wins would depend on their names, so neither is meant to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from generator.core.diagnostics import ERROR, Diagnostic, Note, Source
from generator.core.fields import field_at, settings, step, value_at
from generator.core.places import Keys, dotted
from generator.stages.operations import END, keys_of

HINT = "keep one of them, or move one to overlays/groups/ or overlays/clusters/"


class Claim(Struct, frozen=True):
    """A field that an overlay sets, and to what; None: it is to be gone."""

    path: Keys
    value: Any
    source: Source


class Fights:
    """What the overlays so far have set, thing by thing: an object, or a file of `infra/`."""

    def __init__(self) -> None:
        self._at: dict[tuple[Hashable, Keys], tuple[Claim, int]] = {}
        self._below: dict[tuple[Hashable, Keys], list[tuple[Claim, int]]] = {}

    def enter(self, thing: Hashable, title: str, level: int, claims: Iterable[Claim]) -> Iterator[Diagnostic]:
        """Note what an overlay of a level sets; yield what it undoes of another one of the level, or that one of it."""
        for mine in claims:
            for (other, its), message in self._rivals(thing, title, mine):
                if its == level and other.source.file != mine.source.file:
                    yield Diagnostic(
                        code="overlay/fight", severity=ERROR, message=message, hint=HINT, source=mine.source,
                        notes=(Note(other.source, "the other one is here"),),
                    )  # fmt: skip
                    break
            self._at[thing, mine.path] = (mine, level)
            for length in range(len(mine.path)):
                self._below.setdefault((thing, mine.path[:length]), []).append((mine, level))

    def _rivals(self, thing: Hashable, title: str, mine: Claim) -> Iterator[tuple[tuple[Claim, int], str]]:
        path, differently = mine.path, f"two overlays set `{dotted(mine.path)}` of {title} differently"
        same = self._at.get((thing, path))
        if same and path[-1:] != (END,) and not _holds(mine.value, (), same[0].value):
            yield same, differently
        for length in range(len(path)):
            outer = self._at.get((thing, path[:length]))
            if outer and _denies(outer[0].value, path[length:], mine.value):
                gone = f"this sets `{dotted(path)}` of {title}, and another overlay removes `{dotted(path[:length])}`"
                yield outer, differently if outer[0].value is not None else gone
        for inner in self._below.get((thing, path), ()):
            if not _holds(mine.value, inner[0].path[len(path) :], inner[0].value):
                yield inner, f"this {_does(mine, title)}, and with it {_done(inner[0])}"


def over_deleted(title: str, level: int, deletion: tuple[int, Source], source: Source) -> Diagnostic:
    """A patch of an object that an overlay before it, of that level and at that place, deletes."""
    its, there = deletion
    another = there.file != source.file
    fight = its == level and another
    return Diagnostic(
        code="overlay/fight" if fight else "overlay/no-target",
        severity=ERROR,
        message=f"this is for {title}, which {'another overlay' if another else 'a patch above'} deletes",
        hint=HINT if fight else "remove one of the two",
        source=source,
        notes=(Note(there, "it is deleted here"),),
    )


def by_patch(before: Any, patch: dict[str, Any], place: Callable[[Keys], Source], *, keyed: bool = True) -> list[Claim]:
    """What a merge patch sets; `before`: what it is merged into, where an empty map sets nothing if there is one."""
    return [
        Claim(field, value, place(at))
        for at, field, value in settings(patch, keyed=keyed)
        if value != {} or not isinstance(value_at(before, field), dict)
    ]


def by_operation(before: Any, operation: dict[str, Any], after: Any, source: Source) -> Iterator[Claim]:
    """What one JSON 6902 operation sets. What it adds to a list stands behind its end, so that to add more is no fight."""
    op, path = operation["op"], keys_of(operation["path"])
    if op in {"remove", "move"}:
        yield Claim(field_at(before, path if op == "remove" else keys_of(operation["from"])), None, source)
    if op == "remove":
        return
    siblings = value_at(after, path[:-1])
    if path and op != "replace" and isinstance(siblings, list):
        number = len(siblings) - 1 if path[-1] == END else path[-1]
        field = field_at(after, (*path[:-1], number))
        unnamed = isinstance(field[-1], int)
        yield Claim((*field[:-1], END) if unnamed else field, step(siblings, number), source)
    else:
        at = after if op == "move" else before  # an item is called by the keys that it had
        yield Claim(field_at(at, path), value_at(after, path), source)


def _does(mine: Claim, title: str) -> str:
    if not mine.path:
        return f"{'deletes' if mine.value is None else 'replaces'} {title}"
    return f"{'removes' if mine.value is None else 'replaces'} `{dotted(mine.path)}` of {title}"


def _done(other: Claim) -> str:
    *around, last = other.path
    if last == END:
        return f"what another overlay adds to `{dotted(tuple(around))}`"
    return f"`{dotted(other.path)}`, which another overlay sets"


def _denies(outer: Any, way: Keys, value: Any) -> bool:
    """Whether what was put around a place says otherwise of it; lists are added to, and maps may get further keys."""
    for part in way:
        if outer is None:
            return value is not None
        if not isinstance(outer, dict | list):
            return True
        inner = step(outer, part)
        if inner is None:
            return False
        outer = inner
    return bool(outer != value)


def _holds(outer: Any, way: Keys, value: Any) -> bool:
    """Whether what is put around a place leaves there what was put into it; an empty map may have become fuller."""
    if way[-1:] == (END,):
        found = value_at(outer, way[:-1])
        return isinstance(found, list) and value in found
    found = value_at(outer, way)
    return bool(found == value) or (value == {} and isinstance(found, dict))
