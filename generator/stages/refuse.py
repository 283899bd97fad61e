"""Why an inventory is refused: every problem of its shape, each at its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import jsonschema
from jsonschema import Draft202012Validator, FormatChecker

from generator import registry
from generator.core import language, words
from generator.core.diagnostics import ERROR, Diagnostic, Source
from generator.core.places import Keys, PlaceOf, dotted
from generator.core.scalar import Scalar
from generator.core.suggest import did_you_mean, nearest
from generator.stages.slips import cut_off, is_open, matching, outdented, parents_of, respelled
from generator.stages.validate import inventory_type

Problem = Any
"""A jsonschema.ValidationError; its attributes are typed as "anything or unset" there."""

_TYPES = {
    dict: "a mapping",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    type(None): "empty",
}
_BOOLEANS = dict.fromkeys(("true", "yes", "on", "y"), "true") | dict.fromkeys(("false", "no", "off", "n"), "false")
_WANTED = {
    "object": "a mapping",
    "array": "a list",
    "string": "a string",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
}


@cache
def document() -> language.Schema:
    """The whole language: what a folder adds is in it."""
    words.needed()
    return language.schema(inventory_type(registry.everything()))


def refuse(raw: Any, place: PlaceOf, *, partial: bool = False) -> tuple[Diagnostic, ...]:
    """Every problem of one (merged) cluster, or of one part of a fleet; () when there is none."""
    schema = language.part(document()) if partial else language.alone(document())
    validator = _validator(schema)
    return tuple(_all(validator.iter_errors(raw), place))


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


def _all(errors: Iterable[Problem], place: PlaceOf) -> Iterator[Diagnostic]:
    found = list(errors)
    misspelt = {(tuple(e.absolute_path), name) for e in found for name in _meant(e)}
    parents = {(*e.absolute_path, name) for e in found for name in parents_of(e, document()["$defs"])}
    for error in found:
        if error.instance is None and tuple(error.absolute_path) in parents:
            continue  # a consequence: what belongs below it stands beside it
        if error.validator == "required" and (tuple(error.absolute_path), _missing(error)) in misspelt:
            continue  # a consequence: the key is there, under a wrong name
        yield from _one(error, place)


def _meant(error: Problem) -> Iterator[str]:
    """The keys that unknown ones were most likely meant to be."""
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for key in error.instance:
            found = nearest(str(key), known) if key not in known else None
            if found:
                yield found


def _missing(error: Problem) -> str:
    return str(error.message.split("'")[1])


def _one(error: Problem, place: PlaceOf) -> Iterator[Diagnostic]:
    path: Keys = tuple(error.absolute_path)
    name = dotted(path) or "the inventory"
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for key in error.instance:
            if key not in known and not cut_off(error.instance, key):
                where = f"`{dotted(path)}`" if path else "an inventory"
                yield _say(
                    "unknown-key",
                    f"`{key}` is no key of {where}",
                    outdented(error, key, document()["$defs"]) or did_you_mean(str(key), known),
                    place((*path, key), key=True),
                )
    elif error.validator == "required":
        missing = _missing(error)
        hint = _example(error.schema.get("properties", {}).get(missing, {}))
        yield _say(
            "missing-key", f"`{missing}` is missing in {name if not path else f'`{name}`'}", hint, place(path, key=True)
        )
    elif error.validator == "anyOf":
        yield from _any(error, place)
    else:
        yield _value(error, path, place)


def _any(error: Problem, place: PlaceOf) -> Iterator[Diagnostic]:
    """Of several forms, the one that the value comes nearest to: by its type, then by how deep it got."""
    branches: dict[int, list[Problem]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    fitting = {n: found for n, found in branches.items() if not any(_of_another_kind(e) for e in found)}
    if len(fitting) == 1:
        yield from _all(next(iter(fitting.values())), place)
        return
    path: Keys = tuple(error.absolute_path)
    values = [v for found in branches.values() for e in found if e.validator in {"enum", "const"} for v in _allowed(e)]
    if isinstance(error.instance, str) and values:
        hint = did_you_mean(error.instance, map(str, values))
        yield _say("unknown-value", f"`{dotted(path)}` is {error.instance!r}", hint, place(path))
        return
    wanted = sorted({_wanted(e) for found in branches.values() for e in found if e.validator == "type" and not e.path})
    wanted = [one for one in wanted if one]
    wanted += [f"one of {', '.join(map(str, values))}"] if values else []
    yield _say(
        "type", f"`{dotted(path)}` is {_kind(error.instance)}, expected {' or '.join(wanted)}", None, place(path)
    )


def _of_another_kind(error: Problem) -> bool:
    """Whether a form is out of question: it is not even of the value's type."""
    if error.path:
        return False
    words = error.validator in {"enum", "const"}
    return error.validator == "type" or (
        words and not any(type(one) is type(error.instance) for one in _allowed(error))
    )


def _value(error: Problem, path: Keys, place: PlaceOf) -> Diagnostic:
    name, value, source = dotted(path), error.instance, place(path)
    if value is None:
        hint = f"write `{path[-1] if path else name}: {{}}` to switch it on, or remove the line"
        if _type(error.schema) not in ("object", None) and "$ref" not in error.schema:
            hint = "give it a value, or remove the line"
        return _say("empty", f"`{name}` has no value", hint, source)
    match error.validator:
        case "type":
            return _say("type", f"`{name}` is {_kind(value)}, expected {_wanted(error)}", _quoting(error), source)
        case "enum" | "const":
            said = repr(value) if isinstance(value, str) else _kind(value)
            return _say(
                "unknown-value", f"`{name}` is {said}", did_you_mean(str(value), map(str, _allowed(error))), source
            )
        case "format":
            scalar = next(kind for kind in scalars() if error.validator_value == kind.FORMAT)
            hint = respelled(scalar, value) or f"for example {scalar.EXAMPLES[0]}"
            if is_open(value):
                hint = "put it in quotes: a comma ends a value inside `{…}`"
            elif path[-1:] == ("secret",):
                hint = "write the name of a Secret, never what is in it"
            return _say("format", f"{value!r} is not {scalar.WANTS}", hint, source)
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            return _say("range", f"`{name}` is {value}, outside what is allowed", _range(error.schema), source)
        case "minLength" | "maxLength":
            return _say("length", f"`{name}` has {len(value)} characters", _lengths(error.schema), source)
        case "minItems":
            return _say("empty", f"`{name}` is an empty list", "list at least one, or remove the key", source)
        case "pattern":
            written = matching(error.validator_value, value, error.schema) or _example(error.schema)
            return _say("format", f"{value!r} is not what `{name}` takes", written, source)
    return _say("invalid", f"`{name}`: {error.message}", None, source)


def _say(code: str, message: str, hint: str | None, source: Source) -> Diagnostic:
    return Diagnostic(code=f"inventory/{code}", severity=ERROR, message=message, hint=hint, source=source)


def _kind(value: Any) -> str:
    name = _TYPES.get(type(value), type(value).__name__)
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    return f"{name} ({value!r})" if isinstance(value, str | int | float) else name


def _type(schema: Any) -> Any:
    return schema.get("type") if isinstance(schema, dict) else None


def _wanted(error: Problem) -> str:
    kinds = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    return " or ".join(_WANTED.get(kind, str(kind)) for kind in kinds if kind != "null")


def _quoting(error: Problem) -> str | None:
    """A number or boolean where text belongs: quoting says what was meant."""
    if error.schema.get("format") == "duration" and isinstance(error.instance, int):
        return f"say the unit: {error.instance}s"
    if error.schema.get("format") == "version" and isinstance(error.instance, int | float):
        return f"write all its parts, {_example(error.schema)}"
    if error.validator_value == "string" and isinstance(error.instance, bool | int | float):
        return "put it in quotes"
    if error.validator_value == "integer" and isinstance(error.instance, str) and error.instance.isdecimal():
        return "remove the quotes"
    if error.validator_value == "array" and not isinstance(error.instance, dict | list):
        return f"a list is written in brackets: [{error.instance}]"
    if error.validator_value == "boolean" and isinstance(error.instance, str):
        meant = _BOOLEANS.get(error.instance.lower())
        if error.instance == meant:
            return "remove the quotes"
        return "YAML 1.2 knows only true and false" + (f": write {meant}" if meant else "")
    return _example(error.schema)


def _allowed(error: Problem) -> list[Any]:
    return list(error.validator_value) if error.validator == "enum" else [error.validator_value]


def _range(schema: Any) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"from {low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}"


def _lengths(schema: Any) -> str:
    low, high = schema.get("minLength"), schema.get("maxLength")
    if high is None:
        return f"at least {low}"
    return f"from {low} to {high} characters" if low else f"at most {high} characters"


def _example(schema: Any) -> str | None:
    if isinstance(schema, dict) and "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    examples = schema.get("examples") if isinstance(schema, dict) else None
    return f"for example {examples[0]}" if examples else None
