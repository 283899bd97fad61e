"""The typed model of the inventory: how a section is written down, and how raw YAML becomes one.

Modules that hold sections do not postpone annotations (`from __future__ import annotations`): msgspec would compile the
text of each of them again in every process, 17 ms of a build.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from generator.core import words
from generator.core.scalar import Scalar

T = TypeVar("T")

_ACRONYMS = {
    "asn": "ASN",
    "cas": "CAs",
    "cidr": "CIDR",
    "cidrs": "CIDRs",
    "id": "ID",
    "ip": "IP",
    "ips": "IPs",
    "lb": "LB",
    "tcp": "TCP",
}


def written(name: str) -> str:
    """The inventory's spelling of a Python field name: `local_asn` -> `localASN`."""
    head, *tail = name.rstrip("_").split("_")
    return head + "".join(_ACRONYMS.get(part, part.capitalize()) for part in tail)


class Section(Struct, frozen=True, forbid_unknown_fields=True, rename=written):
    """Base of every object of the language: required fields first. Frozen once `resolve` has filled what was left to derive."""


ANY_ORDER = Meta(extra={"order": "any"})
"""Marks the type of a list that is a set (`core.order`)."""

if TYPE_CHECKING:
    from typing import Annotated as Annotated

    Derived = Annotated[T, "filled by a rule of resolve when not written"]
    DERIVED: Any
    Unordered = tuple[T, ...]
else:

    class Annotated:
        """`typing.Annotated`; of a type with nothing to add, as all are in a process without words, the type itself."""

        def __class_getitem__(cls, parts: tuple[Any, ...]) -> Any:
            known = tuple(part for part in parts if part is not None)
            return typing.Annotated[known] if len(known) > 1 else known[0]

    class Derived:
        """`Derived[T]`: may be left out, and is a T to everybody after `resolve`."""

        def __class_getitem__(cls, kind: Any) -> Any:
            return kind | UnsetType

    DERIVED = UNSET

    class Unordered:
        """`Unordered[T]`: a list of T whose order says nothing. Everybody sees it in one order, however it was written."""

        def __class_getitem__(cls, item: Any) -> Any:
            return typing.Annotated[tuple[item, ...], ANY_ORDER]


def doc(description: str, *examples: Any, **extra: Any) -> Meta | None:
    """What a field means: hover text in editors, its row in docs/inventory.md. None in a process without words."""
    if not words.carried:
        return None
    return Meta(description=description, examples=list(examples) or None, extra=extra or None)


def convert(raw: Any, kind: type[T] | Any) -> T:
    """Validate and type in one pass. Raises msgspec.ValidationError with the first problem only."""
    result: T = msgspec.convert(raw, kind, dec_hook=_scalar)
    return result


def _scalar(kind: type[Any], value: Any) -> Any:
    if issubclass(kind, Scalar):
        try:
            return kind(value)
        except ValueError:
            raise ValueError(f"expected {kind.WANTS}") from None
    raise NotImplementedError(kind)  # a type of ours that is no Scalar: a bug


def children(item: Any) -> Iterator[tuple[str | int, Any]]:
    """What stands below an object of the model, by the names that the inventory uses."""
    if isinstance(item, Struct):
        names = type(item).__struct_encode_fields__
        for field, name in zip(type(item).__struct_fields__, names, strict=True):
            yield name, getattr(item, field)
    elif isinstance(item, tuple | list):
        yield from enumerate(item)
    elif isinstance(item, dict):
        yield from item.items()
