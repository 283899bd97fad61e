"""Overlays of one level that undo each other: which one wins would depend on their names, so neither is meant to."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from generator.core.diagnostics import ERROR, Diagnostic, Note, Source
from generator.core.graph import Object
from generator.core.places import Keys, dotted
from generator.core.strategic import DIRECTIVE
from generator.stages.operations import END, keys_of

CODE = "overlay/fight"
HINT = "keep one of them, or move one to overlays/groups/ or overlays/clusters/"
OTHER = "the other one is here"


class Claim(Struct, frozen=True):
    """What an overlay puts somewhere in an object."""

    path: Keys
    value: Any
    """None: nothing is to be there."""
    level: int
    """That of the overlay: for all clusters, a group, the cluster."""
    source: Source


class Fights:
    """Who put what where, object by object, as far as overlays are applied."""

    def __init__(self) -> None:
        self._at: dict[tuple[Hashable, Keys], Claim] = {}
        self._below: dict[tuple[Hashable, Keys], list[Claim]] = {}

    def enter(self, about: Hashable, title: str, claims: Iterable[Claim]) -> Iterator[Diagnostic]:
        """Note the claims of an overlay about an object; yield what they fight with."""
        for mine in claims:
            for other, message in self._rivals(about, title, mine):
                if other.level == mine.level and other.source.file != mine.source.file:
                    yield Diagnostic(code=CODE, severity=ERROR, message=message, hint=HINT, source=mine.source,
                                     notes=(Note(other.source, OTHER),))  # fmt: skip
                    break
            self._at[about, mine.path] = mine
            for length in range(len(mine.path)):
                self._below.setdefault((about, mine.path[:length]), []).append(mine)

    def _rivals(self, about: Hashable, title: str, mine: Claim) -> Iterator[tuple[Claim, str]]:
        same = self._at.get((about, mine.path))
        if same and same.value != mine.value and mine.path[-1:] != (END,):
            yield same, f"two overlays set `{dotted(mine.path)}` of {title} differently"
        for length in range(len(mine.path)):
            outer = self._at.get((about, mine.path[:length]))
            if outer and _denies(outer.value, mine.path[length:], mine.value):
                yield outer, f"two overlays set `{dotted(outer.path) or dotted(mine.path)}` of {title} differently"
        for inner in self._below.get((about, mine.path), ()):
            if not _holds(mine.value, inner.path[len(mine.path) :], inner.value):
                yield (
                    inner,
                    f"this {_does(mine, title)}, and with it `{dotted(inner.path)}`, which another overlay sets",
                )


def over_deleted(item: Object, level: int, deletion: Source, mine: int, source: Source) -> Diagnostic:
    """A patch of an object that an overlay before it, of that level and at that place, deletes."""
    fight = level == mine and deletion.file != source.file
    return Diagnostic(
        code=CODE if fight else "overlay/no-target",
        severity=ERROR,
        message=f"this is for {item.title}, which {'another overlay' if deletion.file != source.file else 'a patch above'} deletes",
        hint=HINT if fight else "remove one of the two",
        source=source,
        notes=(Note(deletion, "it is deleted here"),),
    )


def _does(mine: Claim, title: str) -> str:
    if not mine.path:
        return f"{'deletes' if mine.value is None else 'replaces'} {title}"
    return f"{'removes' if mine.value is None else 'replaces'} `{dotted(mine.path)}` of {title}"


def _denies(outer: Any, way: Keys, value: Any) -> bool:
    """Whether what was put around a place says otherwise of it; lists are added to, and maps may get further keys."""
    for key in way:
        if isinstance(outer, list) or (isinstance(outer, dict) and key not in outer):
            return False
        if not isinstance(outer, dict):
            return True
        outer = outer[key]
    return bool(outer != value)


def _holds(outer: Any, way: Keys, value: Any) -> bool:
    """Whether what is put around a place leaves there what was put into it."""
    if way[-1] == END:
        found = value_at(outer, way[:-1])
        return isinstance(found, list) and value in found
    return bool(value_at(outer, way) == value)


def put_by_patch(document: dict[str, Any], here: Keys = ()) -> Iterator[tuple[Keys, Any, Keys]]:
    """What a merge patch puts where: (path in the object, value, path in the patch)."""
    directive = document.get(DIRECTIVE)
    if directive in {"delete", "replace"}:
        whole = {key: value for key, value in document.items() if key != DIRECTIVE}
        yield here, None if directive == "delete" else whole, (*here, DIRECTIVE)
        return
    for key, value in document.items():
        if isinstance(value, dict) and value:
            yield from put_by_patch(value, (*here, key))
        elif key != DIRECTIVE:
            yield (*here, key), value, (*here, key)


def put_by_operation(operation: dict[str, Any], after: Any) -> Iterator[tuple[Keys, Any]]:
    """What one JSON 6902 operation puts where; `after`: the object that it leaves."""
    op, path = operation["op"], keys_of(operation["path"])
    if op == "move":
        yield keys_of(operation["from"]), None
    if op in {"move", "copy"}:
        yield path, value_at(after, path)
    elif op != "test":
        yield path, operation.get("value")


def value_at(tree: Any, path: Keys) -> Any:
    """What stands at a path; None when nothing does."""
    for part in path:
        if isinstance(tree, dict):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree
