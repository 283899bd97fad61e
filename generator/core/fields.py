"""The fields of an object, and what a patch sets them to: items of lists with merge keys go by these, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.core.places import Keys
from generator.core.strategic import DIRECTIVE, merge_keys


def settings(patch: dict[str, Any], *, keyed: bool = True) -> Iterator[tuple[Keys, Keys, Any]]:
    """(place in the patch, field, value) of all that a patch sets; None: what it takes away.

    Items of lists go by their merge keys, if lists are `keyed` at all.
    """
    of = (str(patch.get("apiVersion")), str(patch.get("kind"))) if keyed else ("", "")
    yield from _settings(patch, (), (), of)


def _settings(patch: Any, at: Keys, field: Keys, of: tuple[str, str]) -> Iterator[tuple[Keys, Keys, Any]]:
    if isinstance(patch, dict):
        directive = patch.get(DIRECTIVE)
        body = {key: value for key, value in patch.items() if key != DIRECTIVE}
        if directive in ("delete", "replace"):
            yield (*at, DIRECTIVE), field, None if directive == "delete" else body
            return
        if not body:
            yield at, field, body
        for key, value in body.items():
            yield from _settings(value, (*at, key), (*field, key), of)
    elif (keys := merge_keys(*of, at)) and isinstance(patch, list):
        for whole in ({DIRECTIVE: "replace"}, {DIRECTIVE: "delete"}):
            if whole in patch:
                rest = [item for item in patch if item != whole]
                yield (*at, patch.index(whole), DIRECTIVE), field, rest if whole[DIRECTIVE] == "replace" else None
                return
        for number, item in enumerate(patch):
            if isinstance(item, dict):
                named = {key: item[key] for key in keys if key in item}  # what only says which one is meant goes last
                body = {**{key: value for key, value in item.items() if key not in named}, **named}
                yield from _settings(body, (*at, number), (*field, _token(item, keys)), of)
    else:
        yield at, field, patch


def field_at(document: Any, path: Keys) -> Keys:
    """The field at a path of an object, as `settings` calls it."""
    of = (str(step(document, "apiVersion")), str(step(document, "kind")))
    field: Keys = ()
    here: Any = document
    for number, part in enumerate(path):
        keys = merge_keys(*of, path[:number]) if isinstance(here, list) else ()
        key = str(part) if isinstance(here, dict) and part not in here else part
        here = step(here, part)
        field = (*field, _token(here, keys) if keys and isinstance(here, dict) else key)
    return field


def path_of(document: Any, field: Keys) -> Keys:
    """The path of a field: items by where they stand."""
    path: Keys = ()
    for part in field:
        found = _position(document, part) if isinstance(document, list) else None
        path = (*path, part if found is None else found)
        document = step(document, part)
    return path


def value_at(tree: Any, field: Keys) -> Any:
    """What stands in a field, or at a path; None where nothing does."""
    for part in field:
        tree = step(tree, part)
    return tree


def step(tree: Any, part: str | int) -> Any:
    """What stands under a key, or in a list as the item of that number or those merge keys; None where nothing does."""
    if isinstance(tree, dict):
        return tree.get(part, tree.get(str(part)))
    number = _position(tree, part) if isinstance(tree, list) else None
    return None if number is None else tree[number]


def _position(items: list[Any], part: str | int) -> int | None:
    if isinstance(part, int):
        return part if part < len(items) else None
    keys = tuple(pair.partition("=")[0] for pair in part.split(","))
    return next((n for n, item in enumerate(items) if isinstance(item, dict) and _token(item, keys) == part), None)


def _token(item: dict[str, Any], keys: tuple[str, ...]) -> str:
    """How an item stands in a field."""
    return ",".join(f"{key}={item[key]}" for key in keys if key in item)
