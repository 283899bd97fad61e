"""Objects: the fields a schema names, those it demands, and those it does not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.core.schema.crd import Json
from generator.core.schema.problem import Check, Compile, Problem
from generator.core.schema.scalars import Fault

META = frozenset({"apiVersion", "kind", "metadata"})
NULL = Fault("null", "null where a value is expected", "leave the field out")
"""Server-side apply refuses it; a plain create drops the field."""


def object_check(node: Json, compile_: Compile, *, closed: bool, native: bool) -> Check:
    """Return the check of the fields of an object; `closed` refuses those that the schema does not name."""
    properties: Json = node.get("properties", {})
    required: list[str] = node.get("required", [])
    defaulted = frozenset(name for name, child in properties.items() if "default" in child)
    absent_as_null = _absent_as_null(node) if closed else None
    child = _children(node, compile_, closed=closed)
    count = _counted(node)
    checks: dict[str, Check | None] = {}

    def check(value: Any) -> list[Problem] | None:
        if type(value) is not dict:
            return None
        found: list[Problem] = []
        missing = [name for name in required if name not in value and name not in defaulted] if required else []
        for name, held in value.items():
            try:
                judge = checks[name]
            except KeyError:
                judge = child(name)
                if name in properties or judge is None:
                    checks[name] = judge  # names that the schema does not know are not kept: there is no end of them
            if judge is None:
                continue
            if held is None and absent_as_null is not None and absent_as_null(name):
                if not native and name not in defaulted:
                    found.append(Problem(NULL, name))
                elif name in required and name not in defaulted:
                    missing.append(name)
                continue
            problems = judge(held)
            if problems:
                for problem in problems:
                    problem.path.append(name)
                found += problems
        found += [Problem(Fault("required", f"required field `{name}` is missing"), name) for name in missing]
        if count is not None:
            found += count(value)
        return found or None

    return check


def _absent_as_null(node: Json) -> Callable[[str], bool]:
    """Return the test whether a field cannot hold null: it cannot if it has a type and is not `nullable`."""
    properties, extra = node.get("properties", {}), node.get("additionalProperties")
    refusing = frozenset(name for name, child in properties.items() if _refuses_null(child))
    others = isinstance(extra, dict) and _refuses_null(extra)
    return lambda name: name in refusing if name in properties else others


def _refuses_null(node: Json) -> bool:
    typed = "type" in node or "x-kubernetes-int-or-string" in node or "x-native" in node or "default" in node
    return typed and not node.get("nullable", False)


def _children(node: Json, compile_: Compile, *, closed: bool) -> Callable[[str], Check | None]:
    """Return what finds the check of a field; `None` where anything goes."""
    properties, extra = node.get("properties", {}), node.get("additionalProperties")
    open_ = not closed or node.get("x-kubernetes-preserve-unknown-fields", False)
    embedded = node.get("x-kubernetes-embedded-resource", False)

    def child(name: str) -> Check | None:
        if embedded and name in META:
            return None
        if name in properties:
            return compile_(properties[name])
        if isinstance(extra, dict):
            return compile_(extra)
        if extra is True:
            return _nothing_inside if closed else None
        return None if open_ and extra is None else _unknown(name, properties)

    return child


def _counted(node: Json) -> Callable[[Json], list[Problem]] | None:
    """Return the check of how many fields there are, defaults included."""
    least, most = node.get("minProperties"), node.get("maxProperties")
    if least is None and most is None:
        return None
    defaulted = [name for name, child in node.get("properties", {}).items() if "default" in child]

    def check(value: Json) -> list[Problem]:
        count = len(value) + sum(name not in value for name in defaulted)
        if least is not None and count < least:
            return [Problem(Fault("bounds", f"holds {count} fields, at least {least} must be there"))]
        if most is not None and count > most:
            return [Problem(Fault("bounds", f"holds {count} fields, at most {most} may be there"))]
        return []

    return check


def _unknown(name: str, properties: Json) -> Check:
    def check(_value: Any) -> list[Problem]:
        from generator.core.suggest import did_you_mean  # only once something is wrong

        return [Problem(Fault("unknown-field", f"unknown field `{name}`", did_you_mean(name, properties)))]

    return check


def _nothing_inside(value: Any) -> list[Problem] | None:
    """Refuse the keys below `additionalProperties: true`: pruning has no schema there, so it knows none of them."""
    found: list[Problem] = []
    if isinstance(value, dict):
        found = [Problem(Fault("unknown-field", f"unknown field `{name}`"), name) for name in value]
    elif isinstance(value, list):
        for index, held in enumerate(value):
            for problem in _nothing_inside(held) or ():
                problem.path.append(index)
                found.append(problem)
    return found or None
