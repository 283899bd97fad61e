"""`allOf`, `anyOf`, `oneOf` and `not`: they see the whole value, and close nothing."""

from __future__ import annotations

from typing import Any

from generator.core.schema.crd import Json
from generator.core.schema.problem import Check, Compile, Problem
from generator.core.schema.scalars import Fault, shown

NONE_FITS = "none of the allowed forms fits"


def form_check(node: Json, compile_: Compile) -> Check | None:
    """Return the check of a node's alternatives; `None` if it has none."""
    every = [compile_(child) for child in node.get("allOf", ())]
    some = [compile_(child) for child in node.get("anyOf", ())]
    one = [compile_(child) for child in node.get("oneOf", ())]
    none = compile_(node["not"]) if "not" in node else None
    if not (every or some or one or none):
        return None
    defaults = {name: child["default"] for name, child in node.get("properties", {}).items() if "default" in child}

    def check(value: Any) -> list[Problem] | None:
        if type(value) is dict and defaults:
            value = {**defaults, **{name: held for name, held in value.items() if held is not None}}
        for judge in every:
            problems = judge(value)
            if problems:
                return problems
        failures = [judge(value) for judge in some]
        if some and all(failures):
            return _alternatives(failures)
        failures = [judge(value) for judge in one]
        fitting = sum(not problems for problems in failures)
        if one and not fitting:
            return _alternatives(failures)
        if fitting > 1:
            return [Problem(Fault("form", f"{fitting} of the allowed forms fit, exactly one must", _either(node)))]
        if none is not None and not none(value):
            return [Problem(Fault("form", f"{shown(value)} is a form that the schema forbids"))]
        return None

    return check


def _alternatives(failures: list[list[Problem] | None]) -> list[Problem]:
    """Return the problems of the form that the value comes nearest to, behind one sentence that says so."""
    nearest = min((problems for problems in failures if problems), key=len)
    return [Problem(Fault("form", NONE_FITS)), *nearest]


def _either(node: Json) -> str | None:
    names = sorted({name for child in node.get("oneOf", ()) for name in child.get("required", ())})
    return f"keep one of {', '.join(names)}" if names else None
