"""The parts of a fleet, each checked as a partial inventory: also what no cluster uses, or what a later layer replaces."""

from __future__ import annotations

from typing import Any

import msgspec

from generator import registry
from generator.core.diagnostics import ERROR, CompileError, Diagnostic, Source, errors
from generator.core.model import convert
from generator.core.places import Keys
from generator.stages import fleet
from generator.stages.load import Loaded
from generator.stages.shape import shape
from generator.stages.validate import inventory_type


def check(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Warnings, if any. Raises CompileError with every problem of every part."""
    found = list(shape(loaded.raw, loaded.place))
    if errors(found):
        raise CompileError(found)
    whole = _sound(loaded)
    merged = {member.name: member.raw for member in fleet.members(loaded.raw)} if fleet.is_fleet(loaded.raw) else {}
    for path, raw in fleet.parts(loaded.raw):
        own = {key: value for key, value in raw.items() if key != fleet.GROUPS}
        # Making the partial twins of all sections costs more than compiling a cluster, and what a cluster says itself is
        # typed when that is compiled, or was when it was compiled last.
        if path[:1] == (fleet.CLUSTERS,) and _survives(own, merged[str(path[1])]):
            continue
        if whole is not None and _survives(own, whole):
            continue
        from generator.core.partial import partial  # nearly all parts survive

        try:
            convert(own, partial(inventory_type(registry.named_by(own, ""))))
        except msgspec.ValidationError:
            found += _refused(loaded, path, own)
    if not errors(found):
        found += [_idle(loaded, path) for path in fleet.idle(loaded.raw)]
    if errors(found):
        raise CompileError(found)
    return tuple(found)


def _idle(loaded: Loaded, path: Keys) -> Diagnostic:
    return Diagnostic(
        code="inventory/removes-nothing",
        severity=ERROR,
        message=f"there is no {fleet.step(fleet.at(loaded.raw, path), 'name')!r} below to remove",
        hint="correct the name, or drop the line",
        source=loaded.place((*path, "name")),
    )


def _sound(loaded: Loaded) -> dict[str, Any] | None:
    """The first cluster, merged, if the typed model takes it."""
    raw = fleet.first(loaded.raw)
    cluster = raw.get("cluster")
    if not isinstance(cluster, dict):
        return None
    try:
        convert(raw, inventory_type(registry.named_by(raw, str(cluster.get("distribution")))))
    except msgspec.ValidationError:
        return None
    return raw


def _survives(part: Any, whole: Any) -> bool:
    """Whether a sound cluster holds all that a part says: then the part is sound, too."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and _survives(part[key], whole[key]) for key in part)
    if isinstance(part, list) and isinstance(whole, list) and part and fleet.is_named(part) and fleet.is_named(whole):
        items = {item["name"]: item for item in whole}
        return all(item["name"] in items and _survives(item, items[item["name"]]) for item in part)
    return part is not None and type(part) is type(whole) and part == whole


def _refused(loaded: Loaded, at: Keys, raw: object) -> tuple[Diagnostic, ...]:
    from generator.stages.refuse import refuse  # jsonschema costs 80 ms: only when something is wrong

    def place(path: Keys, *, key: bool = False) -> Source:
        return loaded.place((*at, *path), key=key)

    return refuse(raw, place, partial=True)
