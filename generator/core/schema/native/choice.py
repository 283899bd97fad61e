"""What the rules of built-in kinds have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from generator.core.schema import syntax
from generator.core.schema.crd import Json
from generator.core.schema.finding import Step

Trouble = tuple[tuple[Step, ...], str, str]
"""Path within the value, code, message."""

Rule = Callable[[Json], Iterator[Trouble]]


def one_of(*names: str, needed: bool = True) -> Rule:
    """Return the rule that at most one of some fields is set, and at least one if it is needed."""

    def rule(value: Json) -> Iterator[Trouble]:
        held = [name for name in names if value.get(name) is not None]
        if len(held) > 1:
            yield (held[-1],), "form", f"only one of {', '.join(held)} may be set"
        elif not held and needed:
            yield (), "form", f"one of {', '.join(names)} must be set"

    return rule


def twice(names: list[Any], at: tuple[Step, ...], *field: str) -> Iterator[Trouble]:
    for index, name in enumerate(names):
        if name is not None and name in names[:index]:
            yield (*at, index, *field), "duplicate-key", f"{name!r} is there twice"


def labelled(labels: Json, at: tuple[Step, ...] = ()) -> Iterator[Trouble]:
    for key, text in labels.items():
        for fault in (syntax.bad_key(key), syntax.bad_label_value(text or "")):
            if fault:
                yield (*at, key), "label", f"{key}: {text!r} {fault}"


def selects(selector: Json, labels: Json) -> bool:
    """Whether a label selector selects what has these labels."""
    wanted, expressions = selector.get("matchLabels") or {}, selector.get("matchExpressions") or ()
    return all(labels.get(key) == text for key, text in wanted.items()) and all(
        _fits(labels, one) for one in expressions
    )


def _fits(labels: Json, one: Json) -> bool:
    present, values = one.get("key") in labels, one.get("values") or ()
    text = labels.get(str(one.get("key")))
    return {
        "In": present and text in values,
        "NotIn": not present or text not in values,
        "Exists": present,
        "DoesNotExist": not present,
    }.get(str(one.get("operator")), False)
