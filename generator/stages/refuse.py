"""Why an inventory is refused: every problem of its shape, each at its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import jsonschema
from jsonschema import Draft202012Validator, FormatChecker

from generator import registry
from generator.core import language, words
from generator.core.diagnostics import ERROR, Diagnostic, Source
from generator.core.places import Keys, PlaceOf, dotted
from generator.core.scalar import Scalar
from generator.core.suggest import did_you_mean, is_respelled, listed, nearest
from generator.core.yaml.inline import inline
from generator.stages.astray import astray, of_items, switched
from generator.stages.repairs import Repair
from generator.stages.slips import glued, matching, outdented, parents_of, respelled, torn
from generator.stages.validate import inventory_type
from generator.stages.wording import (
    TYPES,
    Problem,
    allowed,
    bounds,
    example,
    kind_of,
    lengths,
    quoting,
    type_of,
    wants,
)


@cache
def document() -> language.Schema:
    """The whole language: what a folder adds is in it."""
    words.needed()
    return language.schema(inventory_type(registry.everything()))


def refuse(raw: Any, place: PlaceOf, *, partial: bool = False, also: Iterable[str] = ()) -> tuple[Diagnostic, ...]:
    """Every problem of one (merged) cluster, or of one part of a fleet; () when there is none.

    `also` are keys that stood beside those of the cluster before it was merged.
    """
    schema = language.part(document()) if partial else language.alone(document())
    validator = _validator(schema)
    return tuple(_all(validator.iter_errors(raw), place, _Around(raw, schema, frozenset(also))))


class _Around(NamedTuple):
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


def _validator(schema: language.Schema) -> Any:
    checker = Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _c, value: isinstance(value, int) and not isinstance(value, bool)
    )
    extend: Any = jsonschema.validators.extend  # untyped upstream
    kind = extend(Draft202012Validator, type_checker=checker)
    return kind(schema, format_checker=_formats())


@cache
def _formats() -> FormatChecker:
    """One checker per scalar class: the function that the typed model calls."""
    checker = FormatChecker(formats=())
    for scalar in scalars():

        def valid(value: object, scalar: type[Scalar] = scalar) -> bool:
            if isinstance(value, (str, *scalar.ALSO)) and not isinstance(value, bool):
                scalar(value)
            return True

        checker.checks(scalar.FORMAT, raises=ValueError)(valid)
    return checker


def scalars() -> tuple[type[Scalar], ...]:
    """Every scalar class with a format of its own."""
    found: list[type[Scalar]] = []
    todo: list[type[Scalar]] = [Scalar]
    while todo:
        for kind in todo.pop().__subclasses__():
            todo.append(kind)
            if "FORMAT" in vars(kind):
                found.append(kind)
    return tuple(sorted(found, key=lambda kind: kind.FORMAT))


def _all(errors: Iterable[Problem], place: PlaceOf, around: _Around) -> Iterator[Diagnostic]:
    found = list(errors)
    meant = {(tuple(e.absolute_path), key): name for e in found for key, name in _meant(e, found, around)}
    misspelt = {(path, name) for (path, _), name in meant.items()}
    unknown = {tuple(e.absolute_path) for e in found if e.validator == "additionalProperties"}
    parents = {(*e.absolute_path, name) for e in found for name in parents_of(e, document()["$defs"])}
    pieces = torn(found)
    loose = {(*path[:-1], piece) for path, torn_off in pieces.items() for piece in torn_off}
    for error in found:
        path: Keys = tuple(error.absolute_path)
        if error.instance is None and path in parents:
            continue  # a consequence: what belongs below it stands beside it
        if error.validator == "required":
            missing = _missing(error)
            if (path, missing) in misspelt or (missing == "secret" and path in unknown):
                continue  # a consequence: the key is there, under a wrong name, or what belongs in the Secret is
        if error.validator == "format" and isinstance(path[-1], int) and (*path[:-1], error.instance) in loose:
            continue  # a consequence: the end of the text before it
        if error.validator == "additionalProperties":
            yield from _unknown(error, path, loose, meant, place, around)
        elif error.validator == "anyOf":
            yield from _any(error, place, around)
        else:
            yield _one(error, path, pieces.get(path, ()), place)


def _meant(error: Problem, found: list[Problem], around: _Around) -> Iterator[tuple[str, str]]:
    """(unknown key, the key that it was most likely meant to be): the nearest, or the only one that is missing there."""
    if error.validator != "additionalProperties":
        return
    known = set(error.schema.get("properties", {}))
    strange = [str(key) for key in error.instance if key not in known]
    same = [e for e in found if e.absolute_path == error.absolute_path and e.validator == "required"]
    lacking = [name for name in map(_missing, same) if name != "secret"]
    near = {key: name for key in strange if (name := nearest(key, around.names(error)))}
    near = {key: name for key, name in near.items() if is_respelled(key, name) or not around.astray(error, key)}
    yield from near.items()
    lost = [key for key in strange if key not in near and not around.astray(error, key)]
    gone = [name for name in lacking if name not in near.values()]
    if len(lost) == len(gone) == 1:
        yield lost[0], gone[0]


def _missing(error: Problem) -> str:
    return str(error.message.split("'")[1])


def _unknown(
    error: Problem, path: Keys, loose: set[Keys], meant: Mapping[tuple[Keys, str], str], place: PlaceOf, around: _Around
) -> Iterator[Diagnostic]:
    known = error.schema.get("properties", {})
    for key in error.instance:
        if key not in known and (*path, key) not in loose:
            where = f"`{dotted(path)}`" if path else "an inventory"
            likely = meant.get((path, str(key)))
            hint = outdented(error, key, document()["$defs"]) or glued(error, key)
            if _holds_secret(error.schema) and "secret" not in error.instance and not likely:
                hint = "name a Secret that holds it, never the value itself: write `secret: NAME`"
            hint = hint or (
                None if likely else switched(str(key), error.instance[key]) or around.astray(error, str(key))
            )
            hint = hint or (_instead(error, likely) if likely else around.of_items(error, str(key)))
            hint = hint or listed((*known, *around.beside(error)))
            yield _say("unknown-key", f"`{key}` is no key of {where}", hint, place((*path, key), key=True))


def _instead(error: Problem, name: str) -> str:
    """The hint for a key in the place of another one: with an example, where that must be there."""
    shown = example(error.schema["properties"][name]) if name in error.schema.get("required", ()) else None
    return f"did you mean `{name}`?" if shown is None else f"did you mean `{name}`, {shown}?"


def _one(error: Problem, path: Keys, pieces: tuple[str, ...], place: PlaceOf) -> Diagnostic:
    """`pieces` are what a comma tore off the value."""
    if error.validator != "required":
        return _value(error, path, pieces, place)
    missing = _missing(error)
    hint = example(error.schema.get("properties", {}).get(missing, {}))
    where = f"`{dotted(path)}`" if path else "the inventory"
    return _say("missing-key", f"`{missing}` is missing in {where}", hint, place((*path, missing), key=True))


def _any(error: Problem, place: PlaceOf, around: _Around) -> Iterator[Diagnostic]:
    """Of several forms, the one that the value comes nearest to: by its type, then by how deep it got."""
    branches: dict[int, list[Problem]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    fitting = {n: found for n, found in branches.items() if not any(_of_another_kind(e) for e in found)}
    if len(fitting) == 1:
        yield from _all(next(iter(fitting.values())), place, around)
        return
    path: Keys = tuple(error.absolute_path)
    values = [v for found in branches.values() for e in found if e.validator in {"enum", "const"} for v in allowed(e)]
    if isinstance(error.instance, str) and values:
        hint = did_you_mean(error.instance, map(str, values))
        yield _say("unknown-value", f"`{dotted(path)}` is {error.instance!r}", hint, place(path))
        return
    wanted = sorted({wants(e) for found in branches.values() for e in found if e.validator == "type" and not e.path})
    wanted = [one for one in wanted if one]
    wanted += [f"one of {', '.join(map(str, values))}"] if values else []
    forms = [e.schema for found in branches.values() for e in found if e.validator == "type" and not e.path]
    hint = (example(error.schema) if values else None) or _repair(path, error.instance, forms)
    said = next((_shown(error.instance, form) for form in forms if _holds_secret(form)), kind_of(error.instance))
    yield _say("type", f"`{dotted(path)}` is {said}, expected {' or '.join(wanted)}", hint, place(path))


def _repair(path: Keys, value: Any, wanted: list[Any]) -> str | None:
    defs = document()["$defs"]
    return Repair(path, value, defs, _takes).hint(wanted)


def _takes(schema: Any, value: Any) -> bool:
    return bool(_validator({**schema, "$defs": document()["$defs"]}).is_valid(value))


def _holds_secret(schema: Any) -> bool:
    return "secret" in schema.get("required", ())


def _shown(value: Any, schema: Any) -> str:
    """A value of the wrong kind; what may be a password is not repeated."""
    return TYPES.get(type(value), "a value") if _holds_secret(schema) else kind_of(value)


def _of_another_kind(error: Problem) -> bool:
    """Whether a form is out of question: it is not even of the value's type."""
    if error.path:
        return False
    words = error.validator in {"enum", "const"}
    return error.validator == "type" or (words and not any(type(one) is type(error.instance) for one in allowed(error)))


def _value(error: Problem, path: Keys, pieces: tuple[str, ...], place: PlaceOf) -> Diagnostic:
    name, value, source = dotted(path), error.instance, place(path)
    hint: str | None
    if value is None:
        hint = f"write `{path[-1] if path else name}: {{}}` to switch it on, or remove the line"
        if path and isinstance(path[-1], int):
            hint = "give it a value, or remove it from the list"
        elif type_of(error.schema) not in ("object", None) and "$ref" not in error.schema:
            hint = "give it a value, or remove the line"
        return _say("empty", f"`{name}` has no value", hint, source)
    match error.validator:
        case "type":
            hint = _repair(path, [value, *pieces] if pieces else value, [error.schema]) or quoting(error)
            return _say("type", f"`{name}` is {_shown(value, error.schema)}, expected {wants(error)}", hint, source)
        case "enum" | "const":
            said = repr(value) if isinstance(value, str) else kind_of(value)
            return _say(
                "unknown-value", f"`{name}` is {said}", did_you_mean(str(value), map(str, allowed(error))), source
            )
        case "format":
            scalar = next(kind for kind in scalars() if error.validator_value == kind.FORMAT)
            hint = respelled(scalar, value) or f"for example {scalar.EXAMPLES[0]}"
            if pieces:
                ends = "`{…}`" if isinstance(path[-1], str) else "`[…]`"
                hint = (
                    f"put it in quotes, for a comma ends a value inside {ends}: {inline(', '.join((value, *pieces)))}"
                )
            elif path[-1:] == ("secret",):
                hint = "write the name of a Secret, never what is in it"
            return _say("format", f"{value!r} is not {scalar.WANTS}", hint, source)
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            return _say("range", f"`{name}` is {value}, outside what is allowed", bounds(error.schema), source)
        case "minLength" | "maxLength":
            return _say("length", f"`{name}` has {len(value)} characters", lengths(error.schema), source)
        case "minItems":
            return _say("empty", f"`{name}` is an empty list", "list at least one, or remove the key", source)
        case "pattern":
            hint = matching(error.validator_value, value, error.schema) or example(error.schema)
            return _say("format", f"{value!r} is not what `{name}` takes", hint, source)
    return _say("invalid", f"`{name}`: {error.message}", None, source)


def _say(code: str, message: str, hint: str | None, source: Source) -> Diagnostic:
    return Diagnostic(code=f"inventory/{code}", severity=ERROR, message=message, hint=hint, source=source)
