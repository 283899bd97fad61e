"""The typed model of a cluster among many: sections that are written alike are typed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType
from typing import Any

import msgspec

from generator.core.component import Component
from generator.core.context import Context, Overlaid
from generator.core.diagnostics import Source
from generator.core.fleet import Member
from generator.core.graph import Object
from generator.core.inventory import Shared
from generator.core.memo import Forgotten, Memo
from generator.core.memo.cluster import WatchedCluster
from generator.core.memo.context import WatchedContext
from generator.core.model import children, convert
from generator.core.offer import Offer
from generator.core.order import lists
from generator.core.places import Keys, Locator, PlaceOf, paths
from generator.stages.validate import has_null, inventory_type


def context(
    memo: Memo, raw: dict[str, Any], components: tuple[Component[Any], ...], fleet: tuple[Member, ...],
    overlays: Mapping[str, Overlaid], place: PlaceOf,
) -> tuple[Context, Locator]:  # fmt: skip
    """What a cluster is compiled with, and what finds the places of its objects."""
    kind = inventory_type(components)
    known = lists(kind).below
    one = {key: memo.arranged(key, value, known.get(key)) for key, value in raw.items()}
    inventory, raws, fresh = shared(memo, one, kind)
    return WatchedContext(memo, inventory, raws, fresh, fleet, overlays, one), Exact(memo, inventory, place, raw)


_NO_SETTINGS = (Offer, Object, Source, str, int, float, NoneType)
"""What no part of the model is, so that it has no place there in any cluster."""


class Exact(Locator):
    """Places nothing that may be another cluster's. A section that clusters share is looked through once."""

    __slots__ = ("_memo",)

    def __init__(self, memo: Memo, root: Shared, place: PlaceOf, raw: dict[str, Any]) -> None:
        super().__init__(root, place, raw)
        self._memo = memo

    def path(self, about: object) -> Keys:
        if about is self._root or isinstance(about, _NO_SETTINGS):
            return ()
        for name, section in children(self._root):
            if section is about:
                return (name,)
        for name, section in children(self._root):
            found = self._below(section).get(id(about))
            if found is not None:
                return (name, *found)
        raise Forgotten

    def _below(self, section: Any) -> dict[int, Keys]:
        known = self._memo.places[id(section)]
        if known is None:
            known = self._memo.places.put(id(section), (section, paths(section)))
        return known[1]


def shared(
    memo: Memo, raw: dict[str, Any], kind: type[Shared]
) -> tuple[Shared, dict[str, object], Callable[[str], Any]]:
    """The same of a cluster among many: sections that are written alike are one object.

    (inventory, what stands for each raw section, a function that types a section anew). Raises Forgotten where
    `typed` would have something to say.
    """
    annotations = _annotations(kind)
    names = dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True))
    if not raw.keys() <= names.keys():
        raise Forgotten
    raws: dict[str, object] = {}
    values: dict[str, Any] = {}
    for written, value in raw.items():
        field = names[written]
        raws[field] = token = memo.raw(value)
        key = (id(kind), field, id(token))
        found = memo.typed[key] if field != "cluster" else None
        if found is None:
            found = (token, _section(value, WatchedCluster if field == "cluster" else annotations[field]))
            memo.typed.put(key, found)
        values[field] = found[1]
    try:
        inventory = kind(**values)
    except TypeError:  # a required section is missing
        raise Forgotten from None
    return inventory, raws, lambda field: _section(raw[_encoded(kind, field)], annotations[field])


def _section(raw: Any, kind: Any) -> Any:
    if raw is None or (isinstance(raw, dict | list) and has_null(raw)):
        raise Forgotten
    try:
        return convert(raw, kind)
    except msgspec.ValidationError:
        raise Forgotten from None


@cache
def _annotations(kind: type[Shared]) -> dict[str, Any]:
    return {**Shared.__annotations__, **kind.__annotations__}


def _encoded(kind: type[Shared], field: str) -> str:
    return kind.__struct_encode_fields__[kind.__struct_fields__.index(field)]
