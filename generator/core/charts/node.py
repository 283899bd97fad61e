"""One place in a chart's values, as the distilled facts have it."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

Scalar: TypeAlias = bool | int | float | str | None
Reading: TypeAlias = Literal["whole", "read", "unread", "refused"]

WHOLE: Reading = "whole"
"""The templates take it with everything below it: any key may be set there."""
READ: Reading = "read"
"""The templates look at it, or at something below it."""
UNREAD: Reading = "unread"
"""Declared in values.yaml or the schema, but no template looks at it."""
REFUSED: Reading = "refused"
"""Not declared; the templates look at it only to refuse the installation."""

ITEM = "[]"
"""A place that stands for any item of a list, or any key of a map whose keys are free."""

FAMILY = {"rke2-cilium": "cilium"}
"""Charts that are another one repackaged: they share its rules and its history."""


class Node(msgspec.Struct, frozen=True, omit_defaults=True, rename={"items": "item"}):
    """A key of the values: what the chart's sources say about it, and the places below it."""

    reading: Reading = READ
    origin: str = ""
    """Who knows it, one letter each: `v` values.yaml, `s` values.schema.json, `t` templates."""
    types: tuple[str, ...] = ()
    """JSON types the chart's schema allows; empty: the schema says nothing."""
    enum: tuple[Scalar, ...] = ()
    default: Scalar | list[Scalar] | msgspec.UnsetType = msgspec.UNSET
    """The default of values.yaml: scalars and short lists of scalars only."""
    table: bool = False
    """The default is a map."""
    closed: bool = False
    """The schema refuses keys that are not in `keys`."""
    minimum: float | None = None
    maximum: float | None = None
    required: tuple[str, ...] = ()
    keys: dict[str, Node] = {}
    items: Node | None = None
    """Any item of a list, or any key of a map whose keys are free."""


class Chart(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of one version of a chart."""

    name: str
    version: str
    values: Node
    complete: bool = True
    """Whether all that it reads is known; if not, a key that is not here is not known to be dead."""
