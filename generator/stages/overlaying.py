"""What is done to manifests by overlays, as the pipeline asks for it: nothing, where there are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from generator.core.diagnostics import Diagnostic
from generator.core.graph import Object
from generator.core.judgement import Finding

if TYPE_CHECKING:
    from generator.stages.emit import Made
    from generator.stages.overlays import Overlay
    from generator.stages.patch import Patching


class Untouched:
    """The manifests as they are (the counterpart of `stages.patch.Patching`)."""

    found: Sequence[Diagnostic] = ()
    generated: Sequence[Finding] = ()
    deleted: tuple[Object, ...] = ()

    def __init__(self) -> None:
        self._objects: tuple[Object, ...] = ()

    def emitted(self, objects: Iterable[Object]) -> tuple[Object, ...]:
        self._objects = tuple(objects)
        return self._objects

    def linked(self, objects: Iterable[Object], sealed: Iterable[object]) -> tuple[Object, ...]:  # noqa: ARG002 - as Patching
        return (*self._objects, *objects)


def over_manifests(overlays: Sequence[Overlay]) -> Patching | Untouched:
    """What applies these overlays to the manifests of a cluster."""
    if not overlays:
        return Untouched()
    from generator.stages.patch import Patching  # merging, operations, fights: most inventories have no use for them

    return Patching(overlays)


def over_infra(made: list[Made], overlays: Sequence[Overlay]) -> tuple[list[Made], Sequence[Diagnostic]]:
    """The artifacts with the overlays of `infra/` applied, and what is wrong with these."""
    if not overlays:
        return made, ()
    from generator.stages.patch_infra import patch_infra  # as above

    return patch_infra(made, overlays)
