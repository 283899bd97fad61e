"""Overlays over the YAML and JSON files of `infra/`: merged, operated on, or added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from generator.core.artifact import Data, Text
from generator.core.diagnostics import ERROR, Diagnostic
from generator.core.layout import INFRA
from generator.core.places import Keys
from generator.core.strategic import DIRECTIVE, Unmergeable, merge_file
from generator.core.suggest import did_you_mean
from generator.stages.emit import Made
from generator.stages.fights import Claim, Fights, by_patch
from generator.stages.operate import Refused, operate
from generator.stages.overlays import Change, Overlay


def patch_infra(made: Iterable[Made], overlays: Iterable[Overlay]) -> tuple[list[Made], tuple[Diagnostic, ...]]:
    """The artifacts with overlays applied, and what is wrong with the overlays."""
    result = list(made)
    found: list[Diagnostic] = []
    fights = Fights()
    for overlay in (o for o in overlays if o.infra):
        for number, change in enumerate(overlay.changes):
            try:
                if overlay.role != "manifest":
                    found += _apply(result, change, fights)
                elif number == 0:
                    _add(result, overlay)
            except Refused as stop:
                source = change.place(stop.at)
                found.append(
                    Diagnostic(code=stop.code, severity=ERROR, message=stop.message, hint=stop.hint, source=source)
                )
    return result, tuple(found)


def _add(made: list[Made], overlay: Overlay) -> None:
    """A file of its own; several documents stay several. Raises Refused."""
    path = f"{INFRA}/{overlay.unit}.yaml"
    if any(isinstance(artifact, Data | Text) and artifact.path == path for _, artifact in made):
        hint = f"merge into it with {overlay.unit.rpartition('/')[2]}.patch.yaml, or give this file another name"
        raise Refused((), "overlay/file-taken", f"{path} is generated already, or made by another overlay", hint)
    documents = [document.value for document in overlay.documents]
    many = len(documents) > 1
    made.append(("", Data(path=path, document=documents if many else documents[0], many=many)))


def _apply(made: list[Made], change: Change, fights: Fights) -> Iterator[Diagnostic]:
    """Patch one file in place; say with which overlay this one fights. Raises Refused."""
    overlay = change.overlay
    paths = {
        a.path.partition("/")[2].rpartition(".")[0]: slot for slot, (_, a) in enumerate(made) if isinstance(a, Data)
    }
    slot = paths.get(overlay.unit)
    if slot is None:
        message = f"there is no generated file infra/{overlay.unit}.yaml or .json to patch"
        raise Refused((), "overlay/no-target", message, did_you_mean(overlay.unit, paths))
    owner, artifact = made[slot]
    assert isinstance(artifact, Data)  # noqa: S101 - only these are in `paths`
    if overlay.role == "patch":
        after, claims = _merged(artifact, change)
    else:
        at, operations = _operations(change.document.value)
        after, claims, _ = operate(artifact.document, operations, at, artifact.path, change)
    made[slot] = (owner, msgspec.structs.replace(artifact, document=after))
    return fights.enter(artifact.path, artifact.path, overlay.level, claims)


def _merged(artifact: Data, change: Change) -> tuple[Any, list[Claim]]:
    """The file with a partial document merged. Raises Refused."""
    patch = change.document.value
    if not isinstance(patch, dict):
        message = f"this is no mapping, and only mappings are merged into {artifact.path}"
        hint = "write the keys that are to differ, or operations in an *.ops.yaml"
        raise Refused((), "overlay/shape", message, hint)
    number = _which(artifact, patch) if artifact.many else None
    before = artifact.document if number is None else artifact.document[number]
    if not isinstance(before, dict):
        message = f"{artifact.path} is no mapping, and only mappings are merged"
        raise Refused((), "overlay/operation", message, "use an *.ops.yaml for anything else")
    try:
        after = merge_file(before, patch)
    except Unmergeable as stop:
        raise Refused(stop.at, stop.code, str(stop), stop.hint) from None
    if after is None:
        hint = "leave what makes the file out of the inventory"
        if number is not None:
            hint = f"to take this document out of it, write {{op: remove, path: /{number}}} in an *.ops.yaml"
        raise Refused((DIRECTIVE,), "overlay/operation", f"this leaves nothing of {artifact.path}", hint)
    if after == before:
        raise Refused((), "overlay/no-effect", f"this changes nothing in {artifact.path}", change.overlay.void)
    around: Keys = () if number is None else (number,)
    said = by_patch(before, patch, change.place, keyed=False)
    claims = [msgspec.structs.replace(claim, path=(*around, *claim.path)) for claim in said]
    if number is None:
        return after, claims
    return [*artifact.document[:number], after, *artifact.document[number + 1 :]], claims


_NAMING = ("apiVersion", "kind", "name")
"""What tells the documents of a file apart (kubeadm, Talos)."""


def _which(artifact: Data, patch: dict[str, Any]) -> int:
    """The document of several that a patch is for. Raises Refused."""
    named = {key: patch.get(key) for key in _NAMING if key in patch}
    found = [
        number
        for number, document in enumerate(artifact.document)
        if isinstance(document, dict) and all(document.get(key) == value for key, value in named.items())
        and ("kind" in document) == ("kind" in named)
    ]  # fmt: skip
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} documents" if found else "no document"
    kinds = ", ".join(dict.fromkeys(str(d.get("kind", "one without kind")) for d in artifact.document))
    message = f"{artifact.path} holds {len(artifact.document)} documents ({kinds}), and this patch names {what} of them"
    hint = "write apiVersion, kind and name as the one has them, or operations: `path: /0/…` is in the first"
    raise Refused((), "overlay/no-target", message, hint)


def _operations(written: Any) -> tuple[Keys, Any]:
    """(place, operations). Raises Refused."""
    if isinstance(written, list):
        return (), written
    if isinstance(written, dict) and written.keys() == {"ops"} and isinstance(written["ops"], list):
        return ("ops",), written["ops"]
    hint = "write `ops: [{op: add, path: /…, value: …}]`: the name of the overlay says for which file"
    raise Refused((), "overlay/shape", "this is no list of operations", hint)
