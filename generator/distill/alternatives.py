"""What an expression of a template may stand for, as far as it leads to the chart's values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from generator.core.charts.node import ITEM

Path: TypeAlias = tuple[str, ...]


class Root(msgspec.Struct, frozen=True):
    """What a template file is started with: `.Values`, `.Release`, …"""


class Place(msgspec.Struct, frozen=True):
    """The values at a path; the empty path is `.Values` itself."""

    path: Path


class Table(msgspec.Struct, frozen=True):
    """A map made in a template (`dict "key" value …`)."""

    items: tuple[tuple[str, Value], ...]


class Series(msgspec.Struct, frozen=True):
    """A list made in a template."""

    items: tuple[Value, ...]


class File(msgspec.Struct, frozen=True):
    """The text of a file of the chart (`.Files.Get`)."""

    path: str


class Word(msgspec.Struct, frozen=True):
    """A literal string or number."""

    text: str


Value: TypeAlias = "frozenset[Root | Place | Table | Series | File | Word]"
"""Everything an expression may stand for; empty: nothing that leads to the chart's values."""

NOTHING: Value = frozenset()
ROOT: Value = frozenset({Root()})


def field(value: Value, name: str) -> Value:
    """`value.name`."""
    return frozenset(found for one in value for found in _field(one, name))


def items(value: Value) -> Value:
    """What `range` visits."""
    return frozenset(found for one in value for found in _items(one))


def words(value: Value) -> Iterator[str]:
    """The literals among the alternatives."""
    return (one.text for one in value if isinstance(one, Word))


def _field(one: Root | Place | Table | Series | File | Word, name: str) -> Value:
    if isinstance(one, Root):
        return frozenset({Place(())}) if name == "Values" else NOTHING
    if isinstance(one, Place):
        # Helm gives `.Values` the method AsMap; it yields the same map.
        return frozenset({one if not one.path and name == "AsMap" else Place((*one.path, name))})
    if isinstance(one, Table):
        return frozenset(found for key, value in one.items if key == name for found in value)
    if isinstance(one, Series) and name.isdigit():
        return one.items[int(name)] if int(name) < len(one.items) else NOTHING
    return NOTHING


def _items(one: Root | Place | Table | Series | File | Word) -> Value:
    if isinstance(one, Place):
        return frozenset({Place((*one.path, ITEM))})
    if isinstance(one, Table):
        return frozenset(found for _, value in one.items for found in value)
    if isinstance(one, Series):
        return frozenset(found for value in one.items for found in value)
    return NOTHING


def made_keys(value: Value) -> Value:
    """The keys of the maps made in templates; those of values are anybody's."""
    return frozenset(Word(key) for one in value if isinstance(one, Table) for key, _ in one.items)
