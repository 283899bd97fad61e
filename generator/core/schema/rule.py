"""One CEL rule: compiled once, evaluated on a value in the types that its schema gives it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from generator.core.schema.crd import Json
from generator.core.schema.engine import engine
from generator.core.schema.library import FUNCTIONS, NATIVE
from generator.core.schema.subject import Subject

RESERVED = frozenset({
    "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
    "let", "loop", "package", "namespace", "return", "var", "void", "while",
})  # fmt: skip
"""Words that a rule writes as `__word__` (apiserver's `cel.Escape`)."""

_SIGNS = {"__": "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__"}
_UNDEFINED = re.compile(r"Undefined variable or function: '([^']+)'")


def verdict_of(source: str, subject: Subject, *, optional_old: bool) -> tuple[str, str] | None:
    """Return why a rule does not hold for a value, or that it could not be checked; `None` when it holds."""
    try:
        program, functions = _compiled(source)
    except ValueError as error:
        return "not-checked", f"rule `{source}` was not checked: {_first_line(error)}"
    context = _context(subject, escape="__" in source)
    for name, function in functions.items():
        context.add_function(name, function)
    if "format." in source:
        context.add_variable("format", "")
    if optional_old:
        context.add_variable("oldSelf", engine().OptionalValue.none())
    try:
        holds = program.execute(context)
    except Exception as error:  # noqa: BLE001  the engine raises what the failed operation names, plainly
        return _failure(source, error)
    return None if holds is True else ("cel", f"rule `{source}` does not hold")


def _context(subject: Subject, *, escape: bool) -> Any:
    """Return what rules are evaluated in; what one of them brings along (functions, `format`) means the same to the next."""
    found = subject.contexts.get(escape)
    if found is None:
        variables = {"self": typed(subject.value, subject.node, escape=escape)}
        found = subject.contexts[escape] = engine().Context(variables)
    return found


def _failure(source: str, error: Exception) -> tuple[str, str]:
    """Tell a rule that fails, as it fails on the server, from one that this engine cannot evaluate."""
    missing = _UNDEFINED.search(str(error))
    if missing and missing[1] not in NATIVE:
        return "not-checked", f"rule `{source}` was not checked: `{missing[1]}` is not known here"
    return "cel", f"rule `{source}` fails: {_first_line(error)}"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


@cache
def _compiled(source: str) -> tuple[Any, dict[str, Any]]:
    program = engine().compile(source)
    called = program.functions()
    return program, {name: FUNCTIONS[name] for name in called if name in FUNCTIONS}


_PLAIN: dict[int, tuple[Json, bool]] = {}
"""Whether CEL sees the values of a node as they are; with the node, so that its id stays its own."""


def _plain(node: Json) -> bool:
    known = _PLAIN.get(id(node))
    if known is None:
        extra, items = node.get("additionalProperties"), node.get("items")
        below = [*node.get("properties", {}).values(), *(one for one in (extra, items) if isinstance(one, dict))]
        plain = not node.get("format") and node.get("type") != "number" and all(map(_plain, below))
        known = _PLAIN[id(node)] = (node, plain)
    return known[1]


def typed(value: Any, node: Json, *, escape: bool) -> Any:
    """Return a value as CEL sees it: dates and durations typed, and, for rules that need it, names escaped."""
    if not escape and _plain(node):
        return value
    if isinstance(value, dict):
        properties = node.get("properties", {})
        extra = node.get("additionalProperties")
        below = extra if isinstance(extra, dict) else {}
        return {
            escaped(name) if escape and name in properties else name: typed(
                held, properties.get(name, below), escape=escape
            )
            for name, held in value.items()
        }
    if isinstance(value, list):
        items = node.get("items", {})
        return [typed(held, items, escape=escape) for held in value]
    if isinstance(value, str) and node.get("format"):
        return _scalar(value, node["format"])
    if type(value) is int and node.get("type") == "number":
        return float(value)
    return value


def _scalar(text: str, format_: str) -> Any:
    if format_ == "date-time":
        from datetime import datetime

        return datetime.fromisoformat(text.upper())
    if format_ == "duration":
        return engine().evaluate("duration(text)", {"text": text})
    return text.encode() if format_ == "byte" else text


def escaped(name: str) -> str:
    """Return a property name as rules write it."""
    if name in RESERVED:
        return f"__{name}__"
    return re.sub(r"__|[./-]", lambda found: _SIGNS[found[0]], name)
