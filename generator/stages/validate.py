"""Raw values -> the typed model: one C call when all is well, every problem with its place when not."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from generator.core.component import Component
from generator.core.inventory import Shared
from generator.core.model import convert


def typed(raw: dict[str, Any], components: tuple[Component[Any], ...]) -> Shared:
    """Raises msgspec.ValidationError on the first problem; `stages.refuse` then finds them all."""
    return convert(raw, inventory_type(components))


@cache
def inventory_type(components: tuple[Component[Any], ...]) -> type[Shared]:
    """The inventory with a field for every component that has a section."""
    from generator.registry import REQUIRED

    fields: list[Any] = []
    for component in components:
        if component.settings is None:
            continue
        if component.name in REQUIRED:
            fields.append((component.field, component.settings))
        elif isinstance(component.settings, type):
            fields.append((component.field, component.settings | None, None))
        else:  # tuple[Item, ...]: a section that is a list
            fields.append((component.field, component.settings, ()))
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
