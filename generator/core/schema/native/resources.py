"""Amounts of what a container may use."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.schema.crd import Json
from generator.core.schema.finding import Step
from generator.core.schema.native.choice import Rule, Trouble

RESOURCES = frozenset({"cpu", "memory", "ephemeral-storage"})


def named(amounts: Json, at: tuple[Step, ...]) -> Iterator[Trouble]:
    """Return what is wrong with amounts by name, one list of them."""
    from generator.core.schema.quantity import parsed

    for name, amount in amounts.items():
        if "/" not in name and name not in RESOURCES and not name.startswith("hugepages-"):
            yield (*at, name), "enum", f"{name!r} is none of {', '.join(sorted(RESOURCES))}"
        elif amount is not None and parsed(str(amount)) < 0:
            yield (*at, name), "bounds", f"{amount} is below the minimum 0"


def _resources(value: Json) -> Iterator[Trouble]:
    from generator.core.schema.quantity import parsed

    limits, requests = value.get("limits") or {}, value.get("requests") or {}
    yield from named(limits, ("limits",))
    yield from named(requests, ("requests",))
    for name in requests.keys() & limits.keys():
        if parsed(str(requests[name] or 0)) > parsed(str(limits[name] or 0)):
            yield ("requests", name), "bounds", f"{requests[name]} is above the limit {limits[name]}"


CHECKS: dict[str, Rule] = {"ResourceRequirements": _resources}
