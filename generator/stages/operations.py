"""JSON 6902 operations, one at a time, and why one cannot be applied: what is there instead, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator.core.places import Keys
from generator.core.suggest import did_you_mean, nearest
from generator.core.yaml.inline import inline

NEEDS = {"add": "value", "replace": "value", "test": "value", "move": "from", "copy": "from", "remove": None}
"""The operations, and what each takes beside its path."""
_KEYS = ("op", "path", "value", "from")
END = "-"
"""Behind the last item of a list."""

SHAPE = "write `target: {kind: …, name: …}` and `ops: [{op: …, path: …}]`"


class Inapplicable(Exception):  # noqa: N818 - a mistake of an overlay, not of ours
    """What is in the way, as the rest of a sentence about the object, and what to do."""

    def __init__(self, message: str, hint: str | None, key: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.key = key
        """The key of the operation that is wrong; empty for the operation as a whole."""


def misshapen(document: Any) -> tuple[Keys, str] | None:
    """(where, what) is wrong with a document of operations as a whole."""
    if not isinstance(document, dict):
        return (), "this is no mapping of `target` and `ops`"
    for key in document:
        if key not in {"target", "ops"}:
            return (key,), f"`{key}` is no key of operations"
    for key in ("target", "ops"):
        if key not in document:
            return (), f"`{key}` is missing"
    return None if isinstance(document["ops"], list) else (("ops",), "`ops` is no list of operations")


def apply(document: Any, operation: Any) -> Any:
    """The document after one operation. Raises Inapplicable."""
    import jsonpatch  # only where operations are
    import jsonpointer

    _well_formed(operation)
    op, path = operation["op"], operation["path"]
    if op in {"move", "copy"}:
        _from(document, operation["from"])
    if path == "" and op in {"remove", "move"}:
        raise Inapplicable("this would leave nothing", "delete an object with `$patch: delete` in a *.patch.yaml")
    if op == "move" and path.startswith(f"{operation['from']}/"):
        raise Inapplicable(f"`{operation['from']}` cannot be moved into itself", "copy it instead", "path")
    if op in {"replace", "remove", "test"}:
        _there(document, path, lambda at: _without(op, at))
    else:
        _room(document, path, operation.get("value"))
    if op == "test" and (actual := _get(document, path)) != operation["value"]:
        hint = "correct the value if what is generated is right, and look at the operations behind it"
        raise Inapplicable(f"`{path}` is {_shown(actual)}, not {_shown(operation['value'])}", hint, "value")
    try:
        return jsonpatch.apply_patch(document, [operation])
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, LookupError) as stop:
        raise Inapplicable(
            str(stop).partition(" in {")[0].partition(" in [")[0], None
        ) from None  # not the whole object


def keys_of(pointer: str) -> Keys:
    """A JSON pointer as keys; numbers count list items."""
    return tuple(int(part) if _is_index(part) else part for part in _parts(pointer))


def _is_index(part: str) -> bool:
    """Whether a part of a path may count items (RFC 6901, 4: digits without a leading zero)."""
    return re.fullmatch(r"0|[1-9][0-9]*", part) is not None


def _well_formed(operation: Any) -> None:
    if not isinstance(operation, dict) or not isinstance(operation.get("op"), str):
        raise Inapplicable("an operation has no `op`", "write it as {op: add, path: /spec/…, value: …}")
    op = operation["op"]
    if op not in NEEDS:
        raise Inapplicable(f"there is no operation {op!r}", did_you_mean(op, NEEDS), "op")
    for key in operation:
        if key not in _KEYS:
            raise Inapplicable(f"`{key}` is no key of an operation", did_you_mean(str(key), _KEYS), key)
    for key in ("path", NEEDS[op]):
        if key is not None and key not in operation:
            raise Inapplicable(f"`{op}` needs a `{key}`", f"add `{key}`")
    for key in ("path", "from") if NEEDS[op] == "from" else ("path",):
        pointer = operation[key]
        if not isinstance(pointer, str):
            raise Inapplicable(f"`{key}` is no text", "write the keys down to the place, as in /spec/rules/0", key)
        if pointer and not pointer.startswith("/"):
            spelt = "/" + re.sub(r"\[(\d+)\]", r"/\1", pointer).replace(".", "/")
            raise Inapplicable(f"`{pointer}` is no path", f"a path starts with a slash: write {spelt}", key)


def _parts(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _get(document: Any, pointer: str) -> Any:
    for part in _parts(pointer):
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


def _there(document: Any, pointer: str, otherwise: Callable[[Any], str | None]) -> None:
    """Look whether a path exists; `otherwise` makes the hint from what stands around its last key."""
    raw = pointer.split("/")
    at = document
    for number, part in enumerate(_parts(pointer), 1):
        if _holds(at, part):
            at = at[int(part)] if isinstance(at, list) else at[part]
            continue
        last = number == len(raw) - 1
        raise _missing(at, part, raw, number, otherwise(at) if last else None)


def _from(document: Any, pointer: str) -> None:
    """Look whether what is moved or copied is there."""
    try:
        _there(document, pointer, lambda _at: None)
    except Inapplicable as stop:
        raise Inapplicable(stop.message, stop.hint, "from") from None


def _room(document: Any, pointer: str, value: Any) -> None:
    """Look whether something may be added at a path: what it is added to exists, and a list has a place for it."""
    parent, _, last = pointer.rpartition("/")
    if not pointer:
        return
    _there(document, parent, lambda _at: _made_with(parent, last, value))
    at = _get(document, parent)
    if isinstance(at, list):
        if last != END and not (_is_index(last) and int(last) <= len(at)):
            hint = f"count from 0, or write {parent}/- to add behind the last"
            raise Inapplicable(f"`{parent}` is {_shown(at)}, and `{last}` no place in it", hint, "path")
    elif not isinstance(at, dict):
        raise Inapplicable(f"`{parent}` is {_shown(at)}, and nothing stands below it", None, "path")


def _holds(at: Any, part: str) -> bool:
    if isinstance(at, list):
        return _is_index(part) and int(part) < len(at)
    return isinstance(at, dict) and part in at


def _missing(at: Any, part: str, raw: list[str], number: int, otherwise: str | None) -> Inapplicable:
    """Why a path ends early: at its part of that number, below `at`."""
    above, whole = "/".join(raw[:number]), "/".join(raw[: number + 1])
    name = f"`{above}`" if above else "the object"
    if isinstance(at, list):
        hint = "count its items from 0" if at else None
        return Inapplicable(f"{name} is {_shown(at)}, and `{part}` none of its items", hint, "path")
    if not isinstance(at, dict):
        return Inapplicable(f"{name} is {_shown(at)}, and nothing stands below it", None, "path")
    split, meant = _unescaped(at, raw[number:]), nearest(part, map(str, at))
    hint = otherwise or did_you_mean(part, map(str, at))
    if split:
        hint = f"a slash inside a key is written ~1: {above}/{split}"
    elif meant:
        hint = f"did you mean {'/'.join([above, meant.replace('~', '~0').replace('/', '~1'), *raw[number + 1 :]])}?"
    return Inapplicable(f"there is no `{whole}`", hint, "path")


def _unescaped(at: dict[str, Any], rest: list[str]) -> str | None:
    """The rest of a path whose slash belongs to a key (`example.com/team`)."""
    for end in range(2, len(rest) + 1):
        if "/".join(rest[:end]) in at:
            return "/".join(["~1".join(rest[:end]), *rest[end:]])
    return None


def _without(op: str, at: Any) -> str | None:
    """What to do when the last key of a path is not there."""
    if op == "replace" and isinstance(at, dict):
        return "write `op: add`: it sets a key whether it is there or not"
    if op == "remove":
        return "drop the operation: there is nothing to remove"
    return None


def _made_with(parent: str, last: str, value: Any) -> str:
    """The operation that makes what something was to be added to, together with it."""
    key = last.replace("~1", "/").replace("~0", "~")
    whole = [value] if key == END or _is_index(key) else {key: value}
    return "make it with what belongs in it: " + inline({"op": "add", "path": parent, "value": whole})


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return f"a list of {len(value)} item{'' if len(value) == 1 else 's'}" if value else "an empty list"
    return repr(value) if isinstance(value, str) else str(value)
