"""One order for lists whose order says nothing (`Unordered` in the model): by name, whatever the order in the file."""

from __future__ import annotations

import operator
from functools import cache
from types import GenericAlias, UnionType
from typing import Annotated, Any, Union

from msgspec import Struct
from msgspec.json import encode

from generator.core.model import ANY_ORDER

_ANNOTATED, _UNIONS = type(Annotated[int, 0]), {type(Union[int, str]), UnionType}  # noqa: UP007 - the older kind of union
"""The forms of types, asked for directly: this runs in every build, and `typing.get_origin` takes as long as all the rest."""


class Lists(Struct, frozen=True):
    """What is known of the lists at and below a place of the language."""

    unordered: bool
    """Whether what stands here is such a list."""
    below: dict[str, Lists]
    """By key, of the object that stands here, or of each item of the list."""


@cache
def lists(kind: type[Struct]) -> Lists:
    """Of an object of the model."""
    found = ((name, _lists(inner)) for name, inner in _fields(kind))
    return Lists(unordered=False, below={name: inner for name, inner in found if inner is not None})


def _lists(kind: Any) -> Lists | None:
    """None where every order counts."""
    form = type(kind)
    if form is _ANNOTATED:
        found = _lists(kind.__origin__)
        unordered = any(mark is ANY_ORDER for mark in kind.__metadata__)
        return Lists(unordered=True, below=found.below if found else {}) if unordered else found
    if form is GenericAlias:
        return _lists(kind.__args__[0]) if kind.__origin__ is tuple else None
    if form in _UNIONS:
        return next(filter(None, map(_lists, kind.__args__)), None)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return lists(kind) if lists(kind).below else None
    return None


def _fields(kind: type[Struct]) -> zip[tuple[str, Any]]:
    """(name in the inventory, type) of each field. Sections do not postpone their annotations."""
    types: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        types |= vars(base).get("__annotations__", {})
    return zip(kind.__struct_encode_fields__, map(types.__getitem__, kind.__struct_fields__), strict=True)


def arranged(raw: Any, known: Lists | None) -> Any:
    """A raw value, every such list in its one order; itself where that is how it was written."""
    if known is None:
        return raw
    if isinstance(raw, dict):
        changed = {
            key: new
            for key, inner in known.below.items()
            if (old := raw.get(key)) is not None and (new := arranged(old, inner)) is not old
        }
        return {**raw, **changed} if changed else raw
    if isinstance(raw, list):
        items = _items(raw, known)
        places = _places(items) if known.unordered else None
        return items if places is None else [items[place] for place in places]
    return raw


Orders = dict[int, "list[int] | None"]
"""What was found out of lists, by identity."""


def as_written(
    path: tuple[str | int, ...], raw: Any, known: Lists | None, orders: Orders | None = None
) -> tuple[str | int, ...]:
    """Where in `raw` stands what is at `path` once `raw` is arranged. `orders`: for whoever asks again of the same `raw`."""
    orders = {} if orders is None else orders
    found: list[str | int] = []
    for part in path:
        here = part
        if isinstance(raw, list) and isinstance(part, int) and known is not None and known.unordered:
            if id(raw) not in orders:
                orders[id(raw)] = _places(_items(raw, known))
            places = orders[id(raw)]
            here = places[part] if places is not None and part < len(places) else part
        elif isinstance(raw, dict) and known is not None:
            known = known.below.get(str(part))
        try:
            raw = raw[here]
        except (KeyError, IndexError, TypeError):  # not written: a default, or filled by a rule
            raw = None
        found.append(here)
    return tuple(found)


def _items(raw: list[Any], known: Lists) -> list[Any]:
    """The items of a list, each arranged; the list itself where none had to be."""
    if not known.below:
        return raw
    items = [arranged(item, known) if isinstance(item, dict) else item for item in raw]
    return raw if all(map(operator.is_, items, raw)) else items


def _places(items: list[Any]) -> list[int] | None:
    """From places in the one order to places in `items`; None where they are the same, or items have no names."""
    names = [item.get("name") if isinstance(item, dict) else item for item in items]
    if not all(isinstance(name, str) for name in names):
        return None
    keys: list[Any] = names
    if len(set(names)) < len(names):  # of one name, in several namespaces: then by all the rest
        keys = [
            (name, encode(item, order="deterministic", enc_hook=str)) for name, item in zip(names, items, strict=True)
        ]
    places = sorted(range(len(items)), key=keys.__getitem__)
    return None if places == list(range(len(items))) else places
