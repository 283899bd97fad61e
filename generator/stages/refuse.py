"""Why an inventory is refused: every problem of its shape, each at its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from generator.core import language
from generator.core.diagnostics import Diagnostic
from generator.core.places import Keys, PlaceOf, dotted
from generator.core.suggest import did_you_mean
from generator.core.yaml.inline import inline
from generator.stages.repairs import Repair
from generator.stages.slips import matching, parents_of, respelled, torn
from generator.stages.unknown_keys import Around, meant_keys, missing_key, unknown_keys
from generator.stages.validator import document, scalars, takes, validator
from generator.stages.wording import (
    Problem,
    allowed,
    bounds,
    example,
    holds_secret,
    kind_of,
    lengths,
    named,
    quoting,
    say,
    type_of,
    wants,
)


def refuse(raw: Any, place: PlaceOf, *, partial: bool = False, also: Iterable[str] = ()) -> tuple[Diagnostic, ...]:
    """Every problem of one (merged) cluster, or of one part of a fleet; () when there is none.

    `also` are keys that stood beside those of the cluster before it was merged.
    """
    schema = language.part(document()) if partial else language.alone(document())
    return tuple(_all(validator(schema).iter_errors(raw), place, Around(raw, schema, frozenset(also))))


def _all(errors: Iterable[Problem], place: PlaceOf, around: Around) -> Iterator[Diagnostic]:
    found = list(errors)
    meant = {(tuple(e.absolute_path), key): name for e in found for key, name in meant_keys(e, found, around)}
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
            missing = missing_key(error)
            if (path, missing) in misspelt or (missing == "secret" and path in unknown):
                continue  # a consequence: the key is there, under a wrong name, or what belongs in the Secret is
        if error.validator == "format" and isinstance(path[-1], int) and (*path[:-1], error.instance) in loose:
            continue  # a consequence: the end of the text before it
        if error.validator == "additionalProperties":
            yield from unknown_keys(error, path, loose, meant, place, around)
        elif error.validator == "anyOf":
            yield from _any(error, place, around)
        else:
            yield _one(error, path, pieces.get(path, ()), place)


def _one(error: Problem, path: Keys, pieces: tuple[str, ...], place: PlaceOf) -> Diagnostic:
    """`pieces` are what a comma tore off the value."""
    if error.validator != "required":
        return _value(error, path, pieces, place)
    missing = missing_key(error)
    hint = example(error.schema.get("properties", {}).get(missing, {}))
    where = f"`{dotted(path)}`" if path else "the inventory"
    return say("missing-key", f"`{missing}` is missing in {where}", hint, place((*path, missing), key=True))


def _any(error: Problem, place: PlaceOf, around: Around) -> Iterator[Diagnostic]:
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
        yield say("unknown-value", f"`{dotted(path)}` is {error.instance!r}", hint, place(path))
        return
    wanted = sorted({wants(e) for found in branches.values() for e in found if e.validator == "type" and not e.path})
    wanted = [one for one in wanted if one]
    wanted += [f"one of {', '.join(map(str, values))}"] if values else []
    forms = [e.schema for found in branches.values() for e in found if e.validator == "type" and not e.path]
    hint = (example(error.schema) if values else None) or _repair(path, error.instance, forms)
    said = next((named(error.instance, form) for form in forms if holds_secret(form)), kind_of(error.instance))
    yield say("type", f"`{dotted(path)}` is {said}, expected {' or '.join(wanted)}", hint, place(path))


def _repair(path: Keys, value: Any, wanted: list[Any]) -> str | None:
    defs = document()["$defs"]
    return Repair(path, value, defs, takes).hint(wanted)


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
        return say("empty", f"`{name}` has no value", hint, source)
    match error.validator:
        case "type":
            hint = _repair(path, [value, *pieces] if pieces else value, [error.schema]) or quoting(error)
            return say("type", f"`{name}` is {named(value, error.schema)}, expected {wants(error)}", hint, source)
        case "enum" | "const":
            said = repr(value) if isinstance(value, str) else kind_of(value)
            return say(
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
            return say("format", f"{value!r} is not {scalar.WANTS}", hint, source)
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            return say("range", f"`{name}` is {value}, outside what is allowed", bounds(error.schema), source)
        case "minLength" | "maxLength":
            return say("length", f"`{name}` has {len(value)} characters", lengths(error.schema), source)
        case "minItems":
            return say("empty", f"`{name}` is an empty list", "list at least one, or remove the key", source)
        case "pattern":
            hint = matching(error.validator_value, value, error.schema) or example(error.schema)
            return say("format", f"{value!r} is not what `{name}` takes", hint, source)
    return say("invalid", f"`{name}`: {error.message}", None, source)
