"""Raw values -> the typed model: one C call when all is well; `refuse` says everything when it is not."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from generator.core.component import Component
from generator.core.inventory import Shared
from generator.core.model import convert
from generator.registry import REQUIRED


class Empty(Exception):  # noqa: N818 - a verdict on the inventory
    """A key was written with nothing behind it. Whether that is allowed depends on the key: `refuse` knows."""


def typed(raw: dict[str, Any], components: tuple[Component[Any], ...]) -> Shared:
    """Raises msgspec.ValidationError on the first problem, Empty where a null might be one."""
    inventory: Shared = convert(raw, inventory_type(components))
    if has_null(raw):
        raise Empty
    return inventory


@cache
def inventory_type(components: tuple[Component[Any], ...]) -> type[Shared]:
    """The inventory with a field for every component that has a section."""
    fields: list[Any] = []
    for component in components:
        if component.settings is None:
            continue
        kind = component.settings
        described = described_section(kind)
        if component.name in REQUIRED:
            fields.append((component.field, described(kind)))
        elif isinstance(kind, type):
            fields.append((component.field, described(kind | None), None))
        else:  # tuple[Item, ...]: a section that is a list
            fields.append((component.field, described(kind), ()))
    names = {component.field: component.name for component in components if component.settings is not None}
    return msgspec.defstruct(  # type: ignore[return-value]  # a Shared with more fields
        "Inventory",
        fields,
        bases=(Shared,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        rename=names,
        module=__name__,
    )


def described_section(kind: Any) -> Any:
    """A function that adds the first line of a section's docstring to its field, for editors."""
    from typing import Annotated, get_args

    item = kind
    while not isinstance(item, type):  # a list of items
        item = get_args(item)[0]
    words = (item.__doc__ or "").splitlines()[:1]
    return lambda field: Annotated[field, msgspec.Meta(description=words[0])] if words else field


def has_null(value: Any) -> bool:
    """Whether anything is written as null: rare, and only then worth a closer look."""
    if isinstance(value, dict):
        return any(item is None or (isinstance(item, dict | list) and has_null(item)) for item in value.values())
    if isinstance(value, list):
        return any(item is None or (isinstance(item, dict | list) and has_null(item)) for item in value)
    return False
