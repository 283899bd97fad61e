"""Schemas as functions: what apiextensions-apiserver's pruning and schema validation say of a value.

A schema node becomes one closure, made when the first value reaches it and kept with the node, so a build compiles
only what its documents use. A closure returns the problems of a value or `None`; a problem's path is built while the
calls return, so a document without problems pays nothing for paths.

As on the server: `null` for a property that is not `nullable` counts as absent; a property with a default counts as
present (the value is not needed here, only for CEL); a property that the schema does not name is refused, except
under `x-kubernetes-preserve-unknown-fields` and inside `anyOf`, `oneOf`, `allOf` and `not`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.core.schema.crd import Json
from generator.core.schema.finding import Step
from generator.core.schema.gotypes import TESTS, Test
from generator.core.schema.native import CHECKS
from generator.core.schema.scalars import Fault, Judge, scalar_judges, shown, type_judge

Check = Callable[[Any], "list[Problem] | None"]
META = frozenset({"apiVersion", "kind", "metadata"})


class Problem:
    """One reason to refuse a value; `path` grows from the value outwards, so it is reversed in the end."""

    __slots__ = ("fault", "path")

    def __init__(self, fault: Fault, *path: Step) -> None:
        self.fault = fault
        self.path = list(path)


class Compiler:
    """Turns the nodes of one schema into closures; `native` kinds take `null` for anything, as Go's decoder does."""

    def __init__(self, *, native: bool = False, forgiven: Callable[[str], bool] | None = None) -> None:
        self._native = native
        self._forgiven = forgiven or (lambda _value: False)
        self._made: dict[tuple[int, bool], tuple[Json, Check]] = {}

    def check(self, node: Json, *, closed: bool = True) -> Check:
        """Return the check of a node; `closed` refuses properties that the schema does not name."""
        key = (id(node), closed)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = (node, self._compile(node, closed=closed))  # the node keeps its id alive
        return made[1]

    def _compile(self, node: Json, *, closed: bool) -> Check:
        wanted = type_judge(node, native=self._native)
        scalars = scalar_judges(node)
        inner: list[Check] = []
        enum = _enum(node, native=self._native)
        holds = node.get("type")
        if holds in {None, "object"}:
            inner.append(self._object(node, closed=closed))
        if holds in {None, "array"}:
            inner.append(self._array(node, closed=closed))
        combined = self._combined(node)
        nullable = wanted is None or node.get("nullable", False) or self._native
        forgiven = self._forgiven
        rule = CHECKS.get(node.get("x-check", ""))
        test = TESTS.get(node.get("x-native", "")) if "x-native" in node else None

        def check(value: Any) -> list[Problem] | None:
            if value is None:
                fault = wanted(value) if wanted is not None and not nullable else enum(value) if enum else None
                return [Problem(fault)] if fault else None
            if wanted is not None and (fault := wanted(value)) is not None:
                return None if type(value) is str and forgiven(value) else [Problem(fault)]
            found: list[Problem] | None = None
            kind = type(value)
            if kind is dict or kind is list:
                for judge in inner:
                    problems = judge(value)
                    if problems:
                        found = problems if found is None else found + problems
            else:
                for scalar in scalars:
                    fault = scalar(value)
                    if fault is not None and not (kind is str and forgiven(value)):
                        found = [*(found or ()), Problem(fault)]
            if enum is not None and (fault := enum(value)) is not None:
                found = [*(found or ()), Problem(fault)]
            if combined is not None and found is None:
                found = combined(value)
            if test is not None and found is None and (fault := _tested(test, value)) is not None:
                found = None if kind is str and forgiven(value) else [Problem(fault)]
            if rule is not None and found is None:
                found = [Problem(Fault(code, message), *reversed(path)) for path, code, message in rule(value)] or None
            return found

        return check

    def _object(self, node: Json, *, closed: bool) -> Check:
        properties: Json = node.get("properties", {})
        extra = node.get("additionalProperties")
        open_ = not closed or node.get("x-kubernetes-preserve-unknown-fields", False)
        embedded = node.get("x-kubernetes-embedded-resource", False)
        native = self._native
        required: list[str] = node.get("required", [])
        defaulted = frozenset(name for name, child in properties.items() if "default" in child)
        least, most = node.get("minProperties"), node.get("maxProperties")
        nullable = frozenset(name for name, child in properties.items() if child.get("nullable"))
        extra_nullable = not isinstance(extra, dict) or extra.get("nullable", False)
        checks: dict[str, Check | None] = {}

        def nullable_at(name: str) -> bool:
            return name in nullable if name in properties else extra_nullable

        def child(name: str) -> Check | None:
            if embedded and name in META:
                return None
            if name in properties:
                return self.check(properties[name], closed=closed)
            if isinstance(extra, dict):
                return self.check(extra, closed=closed)
            if extra is True:
                return _nothing_inside if closed else None
            if open_ and extra is None:
                return None
            return _unknown(name, properties)

        def check(value: Any) -> list[Problem] | None:
            if type(value) is not dict:
                return None
            found: list[Problem] | None = None
            for name, held in value.items():
                try:
                    judge = checks[name]
                except KeyError:
                    judge = child(name)
                    if name in properties or judge is None:
                        checks[name] = judge
                if judge is None:
                    continue
                if held is None and not nullable_at(name):
                    if not native and name not in defaulted:
                        found = [*(found or ()), Problem(NULL, name)]
                    continue
                problems = judge(held)
                if problems:
                    for problem in problems:
                        problem.path.append(name)
                    found = problems if found is None else found + problems
            for name in required:
                if (name not in value or (value[name] is None and name not in nullable)) and name not in defaulted:
                    found = [*(found or ()), Problem(_missing(name), name)]
            if least is not None or most is not None:
                count = sum(held is not None or name in nullable for name, held in value.items())
                count += sum(value.get(name) is None for name in defaulted)
                if least is not None and count < least:
                    found = [*(found or ()), Problem(Fault("bounds", f"holds {count}, at least {least} must be there"))]
                if most is not None and count > most:
                    found = [*(found or ()), Problem(Fault("bounds", f"holds {count}, at most {most} may be there"))]
            return found

        return check

    def _array(self, node: Json, *, closed: bool) -> Check:
        items: Json | None = node.get("items")
        least, most = node.get("minItems"), node.get("maxItems")
        topology, keys = node.get("x-kubernetes-list-type"), tuple(node.get("x-kubernetes-list-map-keys", ()))
        properties = (items or {}).get("properties", {})
        defaults = {key: properties[key]["default"] for key in keys if "default" in properties.get(key, ())}
        item_default = (items or {}).get("default")
        unique = node.get("uniqueItems", False)
        native = self._native

        def check(value: Any) -> list[Problem] | None:
            if type(value) is not list:
                return None
            found: list[Problem] | None = None
            if items is not None:
                judge = self.check(items, closed=closed)
                for index, held in enumerate(value):
                    if held is None and item_default is not None:
                        continue
                    if held is None and native:
                        held = ZERO.get(items.get("type", "object"))
                    problems = judge(held)
                    if problems:
                        for problem in problems:
                            problem.path.append(index)
                        found = problems if found is None else found + problems
            if least is not None and len(value) < least:
                found = [*(found or ()), Problem(Fault("bounds", f"has {len(value)} items, at least {least} must be"))]
            if most is not None and len(value) > most:
                found = [*(found or ()), Problem(Fault("bounds", f"has {len(value)} items, at most {most} may be"))]
            if len(value) > 1 and found is None:
                if topology == "map":
                    found = _repeated([_map_key(held, keys, defaults) for held in value], keys)
                elif topology == "set" or unique:
                    found = _repeated([identity(held) for held in value], ())
            return found

        return check

    def _combined(self, node: Json) -> Check | None:
        """Return the check of `allOf`, `anyOf`, `oneOf` and `not`: they see the value, and close nothing."""
        every = [self.check(child, closed=False) for child in node.get("allOf", ())]
        some = [self.check(child, closed=False) for child in node.get("anyOf", ())]
        one = [self.check(child, closed=False) for child in node.get("oneOf", ())]
        none = self.check(node["not"], closed=False) if "not" in node else None
        if not (every or some or one or none):
            return None
        properties: Json = node.get("properties", {})
        defaults = {name: child["default"] for name, child in properties.items() if "default" in child}

        def check(value: Any) -> list[Problem] | None:
            if type(value) is dict and defaults:
                value = {**defaults, **{name: held for name, held in value.items() if held is not None}}
            for judge in every:
                problems = judge(value)
                if problems:
                    return problems
            if some:
                failures = [judge(value) for judge in some]
                if all(failures):
                    return _alternatives("none of the allowed forms fits", failures)
            if one:
                failures = [judge(value) for judge in one]
                fitting = sum(not problems for problems in failures)
                if fitting == 0:
                    return _alternatives("none of the allowed forms fits", failures)
                if fitting > 1:
                    return [
                        Problem(Fault("form", f"{fitting} of the allowed forms fit, exactly one must", _either(node)))
                    ]
            if none is not None and not none(value):
                return [Problem(Fault("form", f"{shown(value)} is a form that the schema forbids"))]
            return None

        return check


def _int_or_string(node: Json) -> bool:
    return bool(node.get("x-kubernetes-int-or-string", False))


def _tested(test: Test, value: Any) -> Fault | None:
    message = test(value)
    return Fault("format", f"{shown(value)} {message}") if message else None


NULL = Fault("null", "null where a value is expected", "leave the field out")
"""Server-side apply refuses it; a plain create drops the field."""

ZERO: Json = {"object": {}, "array": [], "string": "", "integer": 0, "number": 0, "boolean": False}
"""What Go makes of a `null` among the items of a built-in kind."""


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


def identity(value: Any) -> tuple[str, Any]:
    """Return what tells two JSON values apart as Go does: `1`, `1.0`, `"1"` and `true` are four values."""
    if isinstance(value, (dict, list)):
        import msgspec

        return "json", msgspec.json.encode(value, order="sorted")
    return type(value).__name__, value


def _map_key(item: Any, keys: tuple[str, ...], defaults: Json) -> tuple[Any, ...]:
    held = item if isinstance(item, dict) else {}
    return tuple(identity(held[k] if held.get(k) is not None else defaults.get(k, ...)) for k in keys)


def _repeated(tokens: list[Any], keys: tuple[str, ...]) -> list[Problem] | None:
    seen: dict[Any, int] = {}
    found: list[Problem] = []
    for index, token in enumerate(tokens):
        first = seen.setdefault(token, index)
        if first != index:
            what = f"the same {' and '.join(keys)} as" if keys else "the same as"
            found.append(Problem(Fault("duplicate-key", f"{what} item {first}", "give each item its own"), index))
    return found or None


def _unknown(name: str, properties: Json) -> Check:
    def check(_value: Any) -> list[Problem]:
        from generator.core.suggest import did_you_mean  # only once something is wrong

        return [Problem(Fault("unknown-field", f"unknown field `{name}`", did_you_mean(name, properties)))]

    return check


def _nothing_inside(value: Any) -> list[Problem] | None:
    """Refuse the keys below `additionalProperties: true`: pruning has no schema there, so it knows none of them."""
    if isinstance(value, dict):
        return [Problem(Fault("unknown-field", f"unknown field `{name}`"), name) for name in value] or None
    if isinstance(value, list):
        found = [(index, problem) for index, held in enumerate(value) for problem in _nothing_inside(held) or ()]
        for index, problem in found:
            problem.path.append(index)
        return [problem for _index, problem in found] or None
    return None


def _missing(name: str) -> Fault:
    return Fault("required", f"required field `{name}` is missing")


def _alternatives(message: str, failures: list[list[Problem] | None]) -> list[Problem]:
    """Return the problems of the form that the value comes nearest to, behind one sentence that says so."""
    nearest = min((problems for problems in failures if problems), key=len)
    return [Problem(Fault("form", message)), *nearest]


def _either(node: Json) -> str | None:
    names = sorted({name for child in node.get("oneOf", ()) for name in child.get("required", ())})
    return f"keep one of {', '.join(names)}" if names else None
