"""Partial sections: what a part of a fleet may say. Every field optional, `null` removes, named items may be removed."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import UNSET, UnsetType

from generator.core.model import Section


@cache
def partial(kind: type[Section], *, item: bool = False) -> type[msgspec.Struct]:
    """The partial twin of a section; twins are made on demand, all the way down. Items of lists keep their name."""
    fields: list[Any] = [(f.name, _optional(f.type), UNSET) for f in msgspec.structs.fields(kind)]
    names = {field.name: field.encode_name for field in msgspec.structs.fields(kind)}
    if item and "name" in names.values():
        fields = [(n, t) if names[n] == "name" else (n, t, d) for n, t, d in fields]
        fields.append(("remove", bool, False))
    return msgspec.defstruct(
        f"{kind.__name__}Part", fields, frozen=True, kw_only=True, forbid_unknown_fields=True, rename=names
    )


def _optional(kind: Any) -> Any:
    return Union[_twin(kind), None, UnsetType]  # noqa: UP007 - built at run time


def _twin(kind: Any, *, item: bool = False) -> Any:
    """The type with every section in it replaced by its twin."""
    if isinstance(kind, type) and issubclass(kind, Section):
        return partial(kind, item=item)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return Annotated[(_twin(arguments[0]), *arguments[1:])]  # built at run time
    if origin in {Union, UnionType}:
        return Union[tuple(_twin(argument) for argument in arguments)]  # noqa: UP007 - as above
    if origin is tuple:
        return tuple[(_twin(arguments[0], item=True), ...)]  # type: ignore[misc]  # as above
    if origin is dict:
        return dict[arguments[0], _twin(arguments[1])]  # type: ignore[misc,valid-type]  # as above
    return kind
