"""Keys that the language does not have: what each was most likely meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from generator.core import language
from generator.core.diagnostics import Diagnostic
from generator.core.places import Keys, PlaceOf, dotted
from generator.core.suggest import is_respelled, listed, nearest
from generator.stages.astray import astray, of_items, switched
from generator.stages.slips import glued, outdented
from generator.stages.validator import document
from generator.stages.wording import (
    Problem,
    example,
    holds_secret,
    say,
)


class Around(NamedTuple):
    """What stands around a problem."""

    raw: Any
    schema: language.Schema
    also: frozenset[str]

    def astray(self, error: Problem, key: str) -> str | None:
        return astray(self.raw, tuple(error.absolute_path), key, self.schema, document()["$defs"])

    def of_items(self, error: Problem, key: str) -> str | None:
        return of_items(tuple(error.absolute_path), key, self.schema, document()["$defs"])

    def names(self, error: Problem) -> Iterator[str]:
        """The keys that may stand there and do not yet."""
        yield from (name for name in error.schema.get("properties", {}) if name not in error.instance)
        yield from self.beside(error)

    def beside(self, error: Problem) -> Iterable[str]:
        return () if error.absolute_path else self.also


def meant_keys(error: Problem, found: list[Problem], around: Around) -> Iterator[tuple[str, str]]:
    """(unknown key, the key that it was most likely meant to be): the nearest, or the only one that is missing there."""
    if error.validator != "additionalProperties":
        return
    known = set(error.schema.get("properties", {}))
    strange = [str(key) for key in error.instance if key not in known]
    same = [e for e in found if e.absolute_path == error.absolute_path and e.validator == "required"]
    lacking = [name for name in map(missing_key, same) if name != "secret"]
    near = {key: name for key in strange if (name := nearest(key, around.names(error)))}
    near = {key: name for key, name in near.items() if is_respelled(key, name) or not around.astray(error, key)}
    yield from near.items()
    lost = [key for key in strange if key not in near and not around.astray(error, key)]
    gone = [name for name in lacking if name not in near.values()]
    if len(lost) == len(gone) == 1:
        yield lost[0], gone[0]


def missing_key(error: Problem) -> str:
    """The key that a problem of `required` misses: jsonschema names it in its message alone."""
    return str(error.message.split("'")[1])


def unknown_keys(
    error: Problem, path: Keys, loose: set[Keys], meant: Mapping[tuple[Keys, str], str], place: PlaceOf, around: Around
) -> Iterator[Diagnostic]:
    """What to say of them. `loose` are pieces that a comma tore off a value, `meant` what `meant_keys` found."""
    known = error.schema.get("properties", {})
    for key in error.instance:
        if key not in known and (*path, key) not in loose:
            where = f"`{dotted(path)}`" if path else "an inventory"
            likely = meant.get((path, str(key)))
            hint = outdented(error, key, document()["$defs"]) or glued(error, key)
            if holds_secret(error.schema) and "secret" not in error.instance and not likely:
                hint = "name a Secret that holds it, never the value itself: write `secret: NAME`"
            hint = hint or (
                None if likely else switched(str(key), error.instance[key]) or around.astray(error, str(key))
            )
            hint = hint or (_instead(error, likely) if likely else around.of_items(error, str(key)))
            hint = hint or listed((*known, *around.beside(error)))
            yield say("unknown-key", f"`{key}` is no key of {where}", hint, place((*path, key), key=True))


def _instead(error: Problem, name: str) -> str:
    """The hint for a key in the place of another one: with an example, where that must be there."""
    shown = example(error.schema["properties"][name]) if name in error.schema.get("required", ()) else None
    return f"did you mean `{name}`?" if shown is None else f"did you mean `{name}`, {shown}?"
