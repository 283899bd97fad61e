"""Schemas as functions: what apiextensions-apiserver's pruning and schema validation say of a value.

A schema node becomes one closure, made when the first value reaches it and kept with the node, so a build compiles
only what its documents use. A closure returns the problems of a value or `None`; a problem's path is built while the
calls return, so a document without problems pays nothing for paths.

As on the server: a field with a default counts as present (its value is needed only for CEL); `null` in a field that
is not `nullable` becomes the default or, by server-side apply, is refused; a field that the schema does not name is
refused, except under `x-kubernetes-preserve-unknown-fields` and inside `anyOf`, `oneOf`, `allOf` and `not`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.core.schema.crd import Json
from generator.core.schema.forms import form_check
from generator.core.schema.gotypes import TESTS
from generator.core.schema.lists import identity, list_check
from generator.core.schema.native import CHECKS
from generator.core.schema.objects import object_check
from generator.core.schema.problem import Check, Problem
from generator.core.schema.scalars import Fault, Judge, scalar_judges, shown, type_judge


class Compiler:
    """Turns the nodes of one schema into closures.

    `native` kinds take `null` for an absent field, as Go's decoder does; texts that are `forgiven` are not judged.
    """

    def __init__(self, *, native: bool = False, forgiven: Callable[[str], bool] | None = None) -> None:
        self._native = native
        self._forgiven = forgiven or (lambda _value: False)
        self._made: dict[tuple[int, bool], tuple[Json, Check]] = {}

    def check(self, node: Json, *, closed: bool = True) -> Check:
        """Return the check of a node; `closed` refuses fields that the schema does not name."""
        key = (id(node), closed)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = (node, self._compile(node, closed=closed))  # the node keeps its id alive
        return made[1]

    def _compile(self, node: Json, *, closed: bool) -> Check:
        wanted = type_judge(node, native=self._native)
        scalars = [*scalar_judges(node), *filter(None, [_enum(node, native=self._native), _go_type(node)])]
        inner = self._inner(node, closed=closed)
        forms = form_check(node, lambda child: self.check(child, closed=False))
        nullable = wanted is None or node.get("nullable", False) or self._native
        forgiven = self._forgiven
        rule = CHECKS.get(node.get("x-check", ""))
        enum = _enum(node, native=self._native) if nullable else None

        def check(value: Any) -> list[Problem] | None:
            kind = type(value)
            if value is None and nullable:
                fault = enum(value) if enum is not None else None
                return [Problem(fault)] if fault else None
            if wanted is not None and (fault := wanted(value)) is not None:
                return None if kind is str and forgiven(value) else [Problem(fault)]
            found: list[Problem] = []
            if kind is dict or kind is list:
                for judge in inner:
                    found += judge(value) or ()
            for scalar in scalars if not found else ():
                fault = scalar(value)
                if fault is not None and not (kind is str and forgiven(value)):
                    found.append(Problem(fault))
            if forms is not None and not found:
                found += forms(value) or ()
            if rule is not None and not found:
                found = [Problem(Fault(code, message), *reversed(path)) for path, code, message in rule(value)]
            return found or None

        return check

    def _inner(self, node: Json, *, closed: bool) -> list[Check]:
        """Return the checks of what an object or a list holds, as far as the node may be one."""

        def compile_(child: Json) -> Check:
            return self.check(child, closed=closed)

        holds = node.get("type")
        inner: list[Check] = []
        if holds in {None, "object"}:
            inner.append(object_check(node, compile_, closed=closed, native=self._native))
        if holds in {None, "array"}:
            inner.append(list_check(node, compile_, native=self._native))
        return inner


def _go_type(node: Json) -> Judge | None:
    """Return the check of a value that Go decodes in a way of its own."""
    test = TESTS.get(node.get("x-native", ""))
    if test is None:
        return None

    def judge(value: Any) -> Fault | None:
        message = test(value)
        return Fault("format", f"{shown(value)} {message}") if message else None

    return judge


def _enum(node: Json, *, native: bool) -> Judge | None:
    allowed: list[Any] | None = node.get("enum")
    if not allowed:
        return None
    tokens = {identity(value) for value in allowed}
    if native and not node.get("minLength"):
        tokens.add(identity(""))  # the empty text is an absent field to Go, and gets the default

    def judge(value: Any) -> Fault | None:
        if identity(value) in tokens:
            return None
        from generator.core.suggest import nearest  # only once something is wrong

        names = [str(name) for name in allowed]
        likely = nearest(str(value), names)
        return Fault("enum", f"{shown(value)} is none of {', '.join(names)}", likely and f"did you mean `{likely}`?")

    return judge
