"""The operations of one document of a *.ops.yaml, one after the other: each must do something, or test something."""

from __future__ import annotations

from typing import Any, NamedTuple

from generator.core.diagnostics import Source
from generator.core.places import Keys
from generator.stages.fights import Claim, by_operation
from generator.stages.operations import Inapplicable, apply, keys_of
from generator.stages.overlays import Change


class Refused(Exception):  # noqa: N818 - a mistake of an overlay, not of ours
    """What is wrong with an overlay's document, and where in it."""

    def __init__(self, at: Keys, code: str, message: str, hint: str | None) -> None:
        super().__init__(message)
        self.at, self.code, self.message, self.hint = at, code, message, hint


class Operated(NamedTuple):
    """What came of the operations."""

    document: Any
    claims: list[Claim]
    written: list[tuple[Keys, Source]]
    """Path in the document, place of the operation that wrote there."""


def operate(document: Any, operations: Any, at: Keys, title: str, change: Change) -> Operated:
    """Apply a list of operations that stands at `at` of a document of an overlay. Raises Refused."""
    if not operations:
        raise Refused(at, "overlay/shape", "there is no operation here", "write one, or remove the file")
    result = Operated(document, [], [])
    for number, operation in enumerate(operations):
        result = _step(result, operation, (*at, number), title, change)
    return result


def _step(before: Operated, operation: Any, at: Keys, title: str, change: Change) -> Operated:
    try:
        after = apply(before.document, operation)
    except Inapplicable as stop:
        message = f"cannot be applied to {title}: {stop.message}"
        raise Refused((*at, stop.key), "overlay/operation", message, stop.hint) from None
    if operation["op"] == "test":
        return before
    if type(after) is not type(before.document):
        hint = "delete an object with `$patch: delete` in a *.patch.yaml, a file in the inventory"
        raise Refused(at, "overlay/operation", f"this leaves nothing of {title}", hint)
    if after == before.document:
        raise Refused(at, "overlay/no-effect", f"this operation changes nothing in {title}", change.overlay.void)
    source = change.place(at)
    claims = by_operation(before.document, operation, after, source)
    written = (keys_of(operation["path"]), source)
    return Operated(after, [*before.claims, *claims], [*before.written, written])
