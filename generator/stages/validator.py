"""The whole language as one JSON Schema, and who judges an inventory by it."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema
from jsonschema import Draft202012Validator, FormatChecker

from generator import registry
from generator.core import language, words
from generator.core.scalar import Scalar
from generator.stages.validate import inventory_type


@cache
def document() -> language.Schema:
    """The whole language: what a folder adds is in it."""
    words.needed()
    return language.schema(inventory_type(registry.everything()))


def validator(schema: language.Schema) -> Any:
    """Finds every problem of a value: a jsonschema validator to which `true` is no integer, and with formats of ours."""
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


def takes(schema: Any, value: Any) -> bool:
    """Whether a part of the language takes a value."""
    return bool(validator({**schema, "$defs": document()["$defs"]}).is_valid(value))
