"""The words for values, kinds and bounds of the language, as messages about an inventory have them."""

from __future__ import annotations

import re
from typing import Any

from generator.core.diagnostics import ERROR, Diagnostic, Source
from generator.core.yaml.inline import inline

Problem = Any
"""A jsonschema.ValidationError; its attributes are typed as "anything or unset" there."""

TYPES = {
    dict: "a mapping",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    type(None): "empty",
}
BOOLEANS = dict.fromkeys(("true", "yes", "on", "y"), "true") | dict.fromkeys(("false", "no", "off", "n"), "false")
_WANTED = {
    "object": "a mapping",
    "array": "a list",
    "string": "a string",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
}


ASN = ("asn", "localASN")
"""Keys of AS numbers, which have forms of their own (RFC 5396)."""


def kind_of(value: Any) -> str:
    name = TYPES.get(type(value), type(value).__name__)
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    return f"{name} ({value!r})" if isinstance(value, str | int | float) else name


def type_of(schema: Any) -> Any:
    return schema.get("type") if isinstance(schema, dict) else None


def wants(error: Problem) -> str:
    kinds = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    return " or ".join(_WANTED.get(kind, str(kind)) for kind in kinds if kind != "null")


def quoting(error: Problem) -> str | None:
    """A number or boolean where text belongs: quoting says what was meant."""
    if error.schema.get("format") == "duration" and isinstance(error.instance, int):
        if isinstance(error.instance, bool):
            return f"say how long, {example(error.schema) or 'for example 30s'}"
        return f"say the unit: {error.instance}s"
    if error.schema.get("format") == "version" and isinstance(error.instance, int | float):
        return f"write all its parts, {example(error.schema)}"
    if error.validator_value == "string" and isinstance(error.instance, bool | int | float):
        return "put it in quotes"
    if error.validator_value == "integer" and isinstance(error.instance, str) and error.instance.isdecimal():
        return "remove the quotes"
    if error.validator_value == "integer" and error.path and error.path[-1] in ASN and (number := _asn(error.instance)):
        return f"write {number}" if isinstance(error.instance, str) else f"write {number} for AS {error.instance}"
    if error.validator_value == "array" and not isinstance(error.instance, dict | list):
        return f"a list is written in brackets: [{error.instance}]"
    if error.validator_value == "boolean" and isinstance(error.instance, str):
        meant = BOOLEANS.get(error.instance.lower())
        if error.instance == meant:
            return "remove the quotes"
        return "YAML 1.2 knows only true and false" + (f": write {meant}" if meant else "")
    return example(error.schema)


def _asn(value: Any) -> int | None:
    """`AS64512` and `1.10` as one number; of a number with a point the zeros at its end are lost."""
    found = re.fullmatch(r"(?:AS ?)?(?:(\d{1,5})\.)?(\d{1,10})", str(value), re.IGNORECASE)
    if found is None:
        return None
    number = int(found[1] or 0) * 65536 + int(found[2])
    return number if 1 <= number <= 0xFFFFFFFF and (found[1] is None or int(found[2]) < 65536) else None


def allowed(error: Problem) -> list[Any]:
    return list(error.validator_value) if error.validator == "enum" else [error.validator_value]


def bounds(schema: Any) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"from {low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}"


def lengths(schema: Any) -> str:
    low, high = schema.get("minLength"), schema.get("maxLength")
    if high is None:
        return f"at least {low}"
    return f"from {low} to {high} characters" if low else f"at most {high} characters"


def example(schema: Any) -> str | None:
    if isinstance(schema, dict) and "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    examples = schema.get("examples") if isinstance(schema, dict) else None
    return f"for example {shown(examples[0])}" if examples else None


def shown(value: Any) -> str:
    """A value as the inventory would have it; a text without quotes."""
    return value if isinstance(value, str) else inline(value)


def holds_secret(schema: Any) -> bool:
    """Whether what stands there refers to a Secret."""
    return "secret" in schema.get("required", ())


def named(value: Any, schema: Any) -> str:
    """A value of the wrong kind; what may be a password is not repeated."""
    return TYPES.get(type(value), "a value") if holds_secret(schema) else kind_of(value)


def say(code: str, message: str, hint: str | None, source: Source) -> Diagnostic:
    """A problem of the inventory's shape; the code without `inventory/`."""
    return Diagnostic(code=f"inventory/{code}", severity=ERROR, message=message, hint=hint, source=source)
