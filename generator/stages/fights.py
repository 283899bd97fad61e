"""Two overlays of one level that set one field differently: neither is meant to win, and only their names would say which does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from generator.core.diagnostics import ERROR, Diagnostic, Note, Source
from generator.core.places import Keys, dotted


class Claim(Struct, frozen=True):
    """A field that an overlay sets, and to what; None: it is to be gone."""

    path: Keys
    value: Any
    source: Source


class Fights:
    """What the overlays so far have set, thing by thing: an object, or a file of `infra/`."""

    def __init__(self) -> None:
        self._claimed: dict[object, dict[Keys, tuple[Claim, int]]] = {}

    def claim(self, thing: object, title: str, level: int, claims: Iterable[Claim]) -> Iterator[Diagnostic]:
        """Note what an overlay of a level sets, and say what another one of the level sets differently."""
        before = self._claimed.setdefault(thing, {})
        mine = list(claims)
        for claim in mine:
            other = next((c for c, its in _about(before, claim) if its == level and _differ(c, claim)), None)
            if other is not None:
                yield Diagnostic(
                    code="overlay/fight",
                    severity=ERROR,
                    message=f"two overlays set `{dotted(max(claim.path, other.path, key=len))}` of {title} differently",
                    hint="keep one of them, or move one to overlays/groups/ or overlays/clusters/",
                    source=claim.source,
                    notes=(Note(other.source, "the other one is here"),),
                )
        before.update((claim.path, (claim, level)) for claim in mine)


def _about(before: dict[Keys, tuple[Claim, int]], claim: Claim) -> Iterator[tuple[Claim, int]]:
    """Earlier claims of the same field, of what it is in, and of what is in it."""
    path = claim.path
    for end in range(len(path), -1, -1):
        if path[:end] in before:
            yield before[path[:end]]
    yield from (found for key, found in before.items() if len(key) > len(path) and key[: len(path)] == path)


def _differ(one: Claim, other: Claim) -> bool:
    """Whether two claims of different files cannot both hold."""
    if one.source.file == other.source.file:
        return False
    outer, inner = sorted((one, other), key=lambda claim: len(claim.path))
    return bool(within(outer.value, inner.path[len(outer.path) :]) != inner.value)


def within(tree: Any, path: Keys) -> Any:
    """What stands at a path; None where nothing does."""
    for part in path:
        if isinstance(tree, dict):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree
