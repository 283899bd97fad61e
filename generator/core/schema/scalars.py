"""What a schema node says of a string, a number and a type, in the manner of kube-openapi's validators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from generator.core.schema.crd import Json
from generator.core.schema.formats import UNCHECKED, formats
from generator.core.schema.regex import matcher


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a value: the last word of the code, the message, the hint."""

    code: str
    message: str
    hint: str | None = None


Judge = Callable[[Any], Fault | None]

NAMES: dict[type, str] = {
    dict: "an object", list: "a list", str: "a string", bool: "a boolean", int: "an integer", float: "a number",
    type(None): "null",
}  # fmt: skip
WANTED = {
    "object": "an object", "array": "a list", "string": "a string", "boolean": "a boolean", "integer": "an integer",
    "number": "a number",
}  # fmt: skip
INT32, INT64 = 2**31, 2**63
EXACT = 2**53
"""Floats above this are no integers to kube-openapi, whatever their fraction."""


def shown(value: Any) -> str:
    """Return a value as messages quote it: compact JSON, cut at sixty characters."""
    text = msgspec.json.encode(value, enc_hook=str).decode()  # the typed scalars are strings that msgspec does not know
    return text if len(text) <= 60 else text[:59] + "…"


def kind_of(value: Any) -> str:
    return NAMES.get(type(value), type(value).__name__)


def type_judge(node: Json, *, native: bool = False) -> Judge | None:
    """Return the check of the JSON type; `None` where the node takes any."""
    if node.get("x-kubernetes-int-or-string"):
        return _int32_or_string if native else _int_or_string
    wanted = node.get("type")
    if wanted is None:
        return _string_only if supported(node) else None
    accepts = ACCEPTED[wanted]
    name = WANTED[wanted]
    lists = wanted == "string" and supported(node) is not None
    hints = {"string": "put it in quotes", "integer": "write a number without quotes", "boolean": "write true or false"}

    def judge(value: Any) -> Fault | None:
        if accepts(value):
            return None
        if lists and type(value) is list:
            return Fault("list-for-text", f"{shown(value)} is a list, not a string")
        if type(value) is int and wanted == "integer":
            return Fault("bounds", f"{value} does not fit into int64")
        return Fault("type", f"{shown(value)} is {kind_of(value)}, not {name}", _hint(value, hints.get(wanted)))

    return judge


def _hint(value: Any, hint: str | None) -> str | None:
    return hint if isinstance(value, (str, int, float)) else None


def _int_or_string(value: Any) -> Fault | None:
    if type(value) is int or type(value) is str or (type(value) is float and _integral(value)):
        return None
    return Fault("type", f"{shown(value)} is {kind_of(value)}, neither an integer nor a string")


def _int32_or_string(value: Any) -> Fault | None:
    """Judge Go's `intstr.IntOrString`, whose number has 32 bits."""
    if type(value) is int and not -INT32 <= value < INT32:
        return Fault("bounds", f"{value} does not fit into int32")
    return _int_or_string(value)


def _string_only(value: Any) -> Fault | None:
    """Judge a node with a format but no type: a string or a list passes the type check, nothing else does."""
    return (
        None if isinstance(value, (str, list)) else Fault("type", f"{shown(value)} is {kind_of(value)}, not a string")
    )


def _integral(value: float) -> bool:
    return value.is_integer() and abs(value) <= EXACT


ACCEPTED: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: type(value) is dict,
    "array": lambda value: type(value) is list,
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: type(value) is bool,
    "integer": lambda value: (
        (type(value) is int and -INT64 <= value < INT64) or (type(value) is float and _integral(value))
    ),
    "number": lambda value: type(value) is int or type(value) is float,
}


def supported(node: Json) -> str | None:
    """Return the format of a node if the API server checks it, without dashes; it ignores all others."""
    name = str(node.get("format", "")).replace("-", "")
    return name if name in formats() or name in UNCHECKED else None


def scalar_judges(node: Json) -> list[Judge]:
    """Return the checks of a string or number: length, pattern, format, bounds."""
    strings = [judge for judge in (_length(node), _match(node), _format(node)) if judge]
    numbers = [judge for judge in (_width(node), _bounds(node), _multiple(node)) if judge]
    return [_only(str, judge) for judge in strings] + [_only((int, float), judge) for judge in numbers]


def _only(types: type | tuple[type, ...], judge: Judge) -> Judge:
    return lambda value: judge(value) if isinstance(value, types) and not isinstance(value, bool) else None


def _length(node: Json) -> Judge | None:
    least, most = node.get("minLength"), node.get("maxLength")
    if least is None and most is None:
        return None

    def judge(value: str) -> Fault | None:
        if most is not None and len(value) > most:
            return Fault("bounds", f"{shown(value)} has {len(value)} characters, at most {most} are allowed")
        if least is not None and len(value) < least:
            return Fault("bounds", f"{shown(value)} has {len(value)} characters, at least {least} are needed")
        return None

    return judge


def _match(node: Json) -> Judge | None:
    pattern: str | None = node.get("pattern")
    if not pattern:
        return None
    verdicts: dict[str, bool] = {}

    def judge(value: str) -> Fault | None:
        fits = verdicts.get(value)
        if fits is None:
            fits = verdicts[value] = matcher(pattern)(value)
        return None if fits else Fault("pattern", f"{shown(value)} does not match {cut(pattern)}")

    return judge


def cut(pattern: str) -> str:
    return pattern if len(pattern) <= 120 else pattern[:119] + "…"


def _format(node: Json) -> Judge | None:
    name = supported(node)
    if name is None or node.get("type") not in {None, "string"}:
        return None
    if name in UNCHECKED:
        return lambda value: Fault("not-checked", f"{shown(value)} was not checked against format {node['format']}")
    test = formats()[name]
    return lambda value: None if test(value) else Fault("format", f"{shown(value)} is no {node['format']}")


def _width(node: Json) -> Judge | None:
    limit = {"int32": INT32}.get(str(node.get("format")), INT64)
    if node.get("type") != "integer":
        return None

    def judge(value: float) -> Fault | None:
        if -limit <= value < limit:
            return None
        return Fault("bounds", f"{value} does not fit into {node.get('format', 'int64')}")

    return judge


def _bounds(node: Json) -> Judge | None:
    least, most = node.get("minimum"), node.get("maximum")
    above, below = node.get("exclusiveMinimum", False), node.get("exclusiveMaximum", False)
    if least is None and most is None:
        return None

    def judge(value: float) -> Fault | None:
        if most is not None and (value >= most if below else value > most):
            return Fault(
                "bounds", f"{value} is above the maximum {most}" if not below else f"{value} is not below {most}"
            )
        if least is not None and (value <= least if above else value < least):
            return Fault(
                "bounds", f"{value} is below the minimum {least}" if not above else f"{value} is not above {least}"
            )
        return None

    return judge


def _multiple(node: Json) -> Judge | None:
    factor: float | None = node.get("multipleOf")
    if factor is None:
        return None
    return lambda value: None if not value % factor else Fault("bounds", f"{value} is no multiple of {factor}")
