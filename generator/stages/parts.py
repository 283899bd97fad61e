"""The parts of a fleet, each checked as a partial inventory: also what no cluster uses, or what a later layer replaces."""

from __future__ import annotations

import msgspec

from generator import registry
from generator.core.diagnostics import CompileError, Diagnostic, Source, errors
from generator.core.model import convert
from generator.core.partial import partial
from generator.core.places import Keys
from generator.stages import fleet
from generator.stages.load import Loaded
from generator.stages.validate import inventory_type


def check(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Warnings, if any. Raises CompileError with every problem of every part."""
    found = list(fleet.shape(loaded.raw, loaded.place))
    if errors(found):
        raise CompileError(found)
    for path, raw in fleet.parts(loaded.raw):
        own = {key: value for key, value in raw.items() if key != fleet.GROUPS}
        try:
            convert(own, partial(inventory_type(registry.named_by(own, ""))))
        except msgspec.ValidationError:
            found += _refused(loaded, path, own)
    if errors(found):
        raise CompileError(found)
    return tuple(found)


def _refused(loaded: Loaded, at: Keys, raw: object) -> tuple[Diagnostic, ...]:
    from generator.stages.refuse import refuse  # jsonschema costs 80 ms: only when something is wrong

    def place(path: Keys, *, key: bool = False) -> Source:
        return loaded.place((*at, *path), key=key)

    return refuse(raw, place, partial=True)
