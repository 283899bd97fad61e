"""An operation does what the library makes of it, or is refused with a reason; nothing else happens."""

from __future__ import annotations

import copy
import random
from typing import Any

import jsonpatch
import jsonpointer

from generator.stages.operations import Inapplicable, apply

DOCUMENT: dict[str, Any] = {
    "metadata": {"name": "a", "labels": {"x.y/z": "1"}},
    "spec": {"list": [1, {"a": 2}], "text": "t", "none": None},
}
PATHS = (
    "", "/", "/spec", "/spec/list", "/spec/list/0", "/spec/list/1/a", "/spec/list/-", "/spec/list/2", "/spec/list/9",
    "/spec/list/\u00b2", "/spec/list/01", "/spec/text/x", "/spec/none/x", "/metadata/labels/x.y/z", "/metadata/labels/x.y~1z",
    "spec.list[0]", 3, None, "/a/b/c", "/spec/list/1/b/c/-", "~",
)  # fmt: skip
VALUES: tuple[Any, ...] = (1, "x", None, [], {}, {"a": 1}, True)
KEYS = ("op", "path", "value", "from")


def _operations() -> list[dict[str, Any]]:
    dice = random.Random(1)  # noqa: S311 - not for secrets
    ops = ("add", "remove", "replace", "move", "copy", "test", "tst", 3)
    choices: dict[str, tuple[Any, ...]] = {"op": ops, "path": PATHS, "value": VALUES, "from": PATHS}
    return [{key: dice.choice(choices[key]) for key in KEYS if dice.random() < 0.9} for _ in range(5000)]


def _plainly(operation: dict[str, Any]) -> Any:
    try:
        return jsonpatch.apply_patch(DOCUMENT, [operation])
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, LookupError, AttributeError):
        return None


def test_what_can_be_applied_is_and_all_else_has_a_reason() -> None:
    before, done, refused = copy.deepcopy(DOCUMENT), 0, 0
    for operation in _operations():
        expected = _plainly(operation)
        try:
            found = apply(DOCUMENT, operation)
        except Inapplicable:
            refused += 1
            assert expected is None or operation.get("path") == "", operation
        else:
            done += 1
            assert found == expected, operation
        assert before == DOCUMENT

    assert min(done, refused) > 400
