"""Overlays of one level that undo each other: which one wins would depend on their names, so neither is meant to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from generator.core.diagnostics import ERROR, Diagnostic, Note, Source
from generator.core.fields import field_at, path_of, settings, step, value_at
from generator.core.places import Keys, dotted
from generator.stages.operations import END, keys_of

HINT = "keep one of them, or move one to overlays/groups/ or overlays/clusters/"


class Claim(Struct, frozen=True):
    """A field that an overlay sets, and to what; None: it is to be gone."""

    path: Keys
    value: Any
    source: Source
    before: Any = None
    """What stood there."""
    numbers: Keys = ()
    """The path by which an operation finds its place: items of lists by where they stand."""
    moves: Keys = ()
    """The place in a list from which on items get another number."""


class Fights:
    """What the overlays so far have set, thing by thing: an object, or a file of `infra/`."""

    def __init__(self) -> None:
        self._at: dict[tuple[Hashable, Keys], tuple[Claim, int]] = {}
        self._below: dict[tuple[Hashable, Keys], list[tuple[Claim, int]]] = {}
        self._numbered: dict[tuple[Hashable, Keys], list[tuple[Claim, int]]] = {}
        self._moving: dict[tuple[Hashable, Keys], list[tuple[Claim, int]]] = {}

    def enter(self, thing: Hashable, title: str, level: int, claims: Iterable[Claim]) -> Iterator[Diagnostic]:
        """Note what an overlay of a level sets; yield what it undoes of another one of the level, or that one of it."""
        said: set[tuple[str, Source]] = set()  # an item of a list may set several fields
        for mine in claims:
            for (other, its), message in self._rivals(thing, title, mine):
                if its == level and other.source.file != mine.source.file:
                    if (message, other.source) in said:
                        break
                    said.add((message, other.source))
                    yield Diagnostic(
                        code="overlay/fight", severity=ERROR, message=message, hint=HINT, source=mine.source,
                        notes=(Note(other.source, "the other one is here"),),
                    )  # fmt: skip
                    break
            self._at[thing, mine.path] = (mine, level)
            for length in range(len(mine.path)):
                self._below.setdefault((thing, mine.path[:length]), []).append((mine, level))
            for around, _ in _counted(mine.numbers):
                self._numbered.setdefault((thing, around), []).append((mine, level))
            if mine.moves:
                self._moving.setdefault((thing, mine.moves[:-1]), []).append((mine, level))

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
            elif outer and mine.value is not None and _adds_to_replaced(outer[0], path[length:]):
                yield (
                    outer,
                    f"this adds to a list in `{dotted(path[:length])}` of {title}, which another overlay replaces",
                )
        for inner in self._below.get((thing, path), ()):
            if not _leaves(mine.value, inner[0].path[len(path) :], inner[0]):
                yield inner, f"this {_does(mine, title)}, and with it {_done(inner[0])}"
        yield from self._renumbered(thing, title, mine)

    def _renumbered(self, thing: Hashable, title: str, mine: Claim) -> Iterator[tuple[tuple[Claim, int], str]]:
        """What means an item of a list by its number, while another overlay lets items move up or down."""
        for around, number in _counted(mine.numbers):
            for other in self._moving.get((thing, around), ()):
                if _last(other[0].moves) <= number:
                    where = dotted((*around, number))
                    yield other, f"this counts to `{where}` of {title}, and another overlay moves the items there"
        for other in self._numbered.get((thing, mine.moves[:-1]), ()) if mine.moves else ():
            item = other[0].numbers[: len(mine.moves)]
            if _last(item) >= _last(mine.moves):
                where = f"`{dotted(item[:-1])}` of {title}"
                yield other, f"this moves items of {where}, and another overlay counts to `{dotted(item)}`"


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
        Claim(field, value, place(at), value_at(before, field), moves=_moved(before, field, value))
        for at, field, value in settings(patch, keyed=keyed)
        if value != {} or not isinstance(value_at(before, field), dict)
    ]


def by_operation(before: Any, operation: dict[str, Any], after: Any, source: Source) -> Iterator[Claim]:
    """What one JSON 6902 operation sets. What it adds to a list stands behind its end, so that to add more is no fight."""
    op, path = operation["op"], keys_of(operation["path"])
    if op in {"remove", "move"}:
        gone = path if op == "remove" else keys_of(operation["from"])
        listed = isinstance(value_at(before, gone[:-1]), list)
        yield Claim(field_at(before, gone), None, source, value_at(before, gone), gone, gone if listed else ())
    if op == "remove":
        return
    siblings = value_at(after, path[:-1])
    if path and op != "replace" and isinstance(siblings, list):
        last = len(siblings) - 1
        number = last if path[-1] == END else path[-1]
        field = field_at(after, (*path[:-1], number))
        unnamed = isinstance(field[-1], int)
        moves = (*path[:-1], number) if number != last else ()
        yield Claim((*field[:-1], END) if unnamed else field, step(siblings, number), source, None, path[:-1], moves)
    else:
        at = after if op == "move" else before  # an item is called by the keys that it had
        yield Claim(field_at(at, path), value_at(after, path), source, value_at(before, path), path)


def _moved(before: Any, field: Keys, value: Any) -> Keys:
    """The place from which on a merge moves items: from where it takes one out; what it adds comes first."""
    for length in range(1, len(field) + 1):
        around = value_at(before, field[: length - 1])
        if isinstance(around, list) and step(around, field[length - 1]) is None:
            return (*path_of(before, field[: length - 1]), 0) if value is not None else ()
    return path_of(before, field) if value is None and isinstance(value_at(before, field[:-1]), list) else ()


def _last(path: Keys) -> int:
    """The number of the item that a path ends at."""
    return int(path[-1])


def _counted(path: Keys) -> Iterator[tuple[Keys, int]]:
    """(list, number) of every item that a path counts to."""
    yield from ((path[:at], part) for at, part in enumerate(path) if isinstance(part, int))


def _adds_to_replaced(outer: Claim, way: Keys) -> bool:
    """Whether something is added to a list that was put in the place of another one."""
    for at, part in enumerate(way):
        now, was = value_at(outer.value, way[:at]), value_at(outer.before, way[:at])
        if isinstance(now, list) and step(now, part) is None:
            return isinstance(was, list)
    return False


def _does(mine: Claim, title: str) -> str:
    if not mine.path:
        return f"{'deletes' if mine.value is None else 'replaces'} {title}"
    return f"{'removes' if mine.value is None else 'replaces'} `{dotted(mine.path)}` of {title}"


def _done(other: Claim) -> str:
    *around, last = other.path
    if last == END:
        return f"what another overlay adds to `{dotted(tuple(around))}`"
    if other.value is None and other.numbers and other.moves:
        return f"an item of `{dotted(tuple(around))}` that another overlay removes"
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


def _leaves(outer: Any, way: Keys, inner: Claim) -> bool:
    """Whether what is put around a place leaves what another overlay made of it. What item a number meant is lost with its list."""
    counted = inner.value is None and inner.numbers and inner.moves
    return not isinstance(value_at(outer, way[:-1]), list) if counted else _holds(outer, way, inner.value)


def _holds(outer: Any, way: Keys, value: Any) -> bool:
    """Whether what is put around a place leaves there what was put into it; an empty map may have become fuller."""
    if way[-1:] == (END,):
        found = value_at(outer, way[:-1])
        return isinstance(found, list) and value in found
    found = value_at(outer, way)
    return bool(found == value) or (value == {} and isinstance(found, dict))
