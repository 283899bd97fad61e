"""Overlays over the YAML and JSON files of `infra/`: merged, operated on, or added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from generator.core.artifact import Data
from generator.core.diagnostics import ERROR, Diagnostic
from generator.core.layout import INFRA
from generator.core.places import Keys
from generator.core.strategic import DIRECTIVE, DirectiveError, merge
from generator.core.suggest import did_you_mean
from generator.stages.emit import Made
from generator.stages.fights import Claim, Fights, put_by_operation, put_by_patch
from generator.stages.operations import Inapplicable, apply
from generator.stages.overlays import Overlay


def patch_infra(made: Iterable[Made], overlays: Iterable[Overlay]) -> tuple[list[Made], tuple[Diagnostic, ...]]:
    """The artifacts with overlays applied, and what is wrong with the overlays."""
    result = list(made)
    found: list[Diagnostic] = []
    fights = Fights()
    for overlay in (o for o in overlays if o.infra):
        for index, document in enumerate(overlay.documents):
            if overlay.role == "manifest":
                result.append(("", Data(path=f"{INFRA}/{overlay.unit}.yaml", document=document.value)))
            else:
                found += _change(result, fights, overlay, index, document.value)
    return result, tuple(found)


def _change(made: list[Made], fights: Fights, overlay: Overlay, index: int, change: Any) -> Iterator[Diagnostic]:
    """Patch one file in place."""
    paths = {
        a.path.partition("/")[2].rpartition(".")[0]: slot for slot, (_, a) in enumerate(made) if isinstance(a, Data)
    }
    slot = paths.get(overlay.unit)
    if slot is None:
        message = f"there is no generated file infra/{overlay.unit}.yaml or .json to patch"
        yield _problem(overlay, index, (), "overlay/no-target", message, did_you_mean(overlay.unit, paths))
        return
    owner, artifact = made[slot]
    assert isinstance(artifact, Data)  # noqa: S101 - only these are in `paths`
    after = artifact.document
    at: Keys = ()
    put: list[tuple[Keys, Any, Keys]] = []
    try:
        if overlay.role == "patch":
            after = _merged(artifact, change)
            put += put_by_patch(change)
        else:
            for place, operation in _operations(change):
                at = place
                after = apply(after, operation)
                put += ((path, value, place) for path, value in put_by_operation(operation, after))
    except (Inapplicable, DirectiveError) as stop:
        hint, key = (stop.hint, stop.key) if isinstance(stop, Inapplicable) else (None, "")
        yield _problem(
            overlay, index, (*at, key), "overlay/operation", f"cannot be applied to {artifact.path}: {stop}", hint
        )
        return
    if after == artifact.document:
        hint = "remove it: what it says is generated already"
        yield _problem(overlay, index, (), "overlay/no-effect", f"this changes nothing in {artifact.path}", hint)
        return
    claims = [Claim(path, value, overlay.level, overlay.place(index, where)) for path, value, where in put]
    yield from fights.enter(artifact.path, artifact.path, claims)
    made[slot] = (owner, msgspec.structs.replace(artifact, document=after))


def _merged(artifact: Data, change: Any) -> dict[str, Any]:
    """The document of a file with a patch merged into it. Raises Inapplicable, DirectiveError."""
    import copy  # a millisecond: only where something is patched

    if not isinstance(change, dict) or not isinstance(artifact.document, dict):
        what = "the patch" if isinstance(artifact.document, dict) else artifact.path
        raise Inapplicable(f"{what} is no mapping, and only mappings are merged", "use an *.ops.yaml for anything else")
    merged = merge(copy.deepcopy(artifact.document), change)
    if merged is None:
        raise Inapplicable("this leaves nothing of it", "leave what makes the file out of the inventory", DIRECTIVE)
    return merged


def _operations(change: Any) -> Iterator[tuple[Keys, Any]]:
    """(place, operation) of each. Raises Inapplicable."""
    at: Keys = ("ops",) if isinstance(change, dict) else ()
    found = change.get("ops") if isinstance(change, dict) else change
    if not isinstance(found, list):
        raise Inapplicable("it holds no list of operations", "write `ops: [{op: add, path: /…, value: …}]`")
    for number, operation in enumerate(found):
        yield (*at, number), operation


def _problem(overlay: Overlay, index: int, at: Keys, code: str, message: str, hint: str | None) -> Diagnostic:
    return Diagnostic(code=code, severity=ERROR, message=message, hint=hint, source=overlay.place(index, at))
