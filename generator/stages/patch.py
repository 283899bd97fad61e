"""Overlays over generated objects: each patch must match, and must change something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from generator.core.diagnostics import ERROR, Diagnostic, Source
from generator.core.graph import Object
from generator.core.judgement import Finding
from generator.core.layout import ALONE, BOOTSTRAP
from generator.core.places import Keys
from generator.core.strategic import DirectiveError, merge
from generator.core.values import leaves
from generator.stages import fights
from generator.stages.fights import Claim, Fights, put_by_operation, put_by_patch, value_at
from generator.stages.operations import SHAPE, Inapplicable, apply, keys_of, misshapen
from generator.stages.overlays import Overlay
from generator.stages.target import Missed, Target, find, of_operations, of_patch


class Patched(msgspec.Struct, frozen=True):
    """The objects after overlays, and what is wrong with the overlays."""

    objects: tuple[Object, ...]
    diagnostics: tuple[Diagnostic, ...]
    generated: tuple[Finding, ...] = ()
    """Manifests whose objects are generated already; they are left out, so that nothing follows from them."""


def patch(objects: Iterable[Object], overlays: Iterable[Overlay], *, linked: bool) -> Patched:
    """Apply the overlays of units; `linked` says whether this is the pass over what was linked (the bootstrap unit)."""
    work = _Work(list(objects))
    mine = [o for o in overlays if not o.infra and (o.unit == BOOTSTRAP) is linked]
    for overlay in (o for o in mine if o.role == "manifest"):
        work.found += _add(work.objects, overlay)
    for overlay in (o for o in mine if o.role != "manifest"):
        for index, document in enumerate(overlay.documents):
            (work.merge if overlay.role == "patch" else work.operate)(overlay, index, document.value)
    left = [o for o in work.objects if o is not None]
    own = {o.identity: o for o in left if o.owner and o.kind != "Namespace"}  # of these several units may say the same
    again = [o for o in left if not o.owner and o.identity in own] if mine else []
    found = tuple(_generated(own[o.identity], o) for o in again)
    return Patched(tuple(o for o in left if o not in again) if again else tuple(left), tuple(work.found), found)


class _Work:
    """The state of one pass: objects in place, and who set what (for fights)."""

    def __init__(self, objects: list[Object | None]) -> None:
        self.objects: list[Object | None] = objects
        self.found: list[Diagnostic] = []
        self.fights = Fights()
        self.deleted: dict[int, tuple[Object, int, Source]] = {}
        """By slot: the object, and which overlay deleted it."""

    def merge(self, overlay: Overlay, index: int, document: Any) -> None:
        """A partial manifest."""
        slot = self._target(overlay, index, of_patch, document)
        if slot is None:
            return
        item = self.objects[slot]
        if item is None:
            return
        try:
            result = merge(item.document, document)
        except DirectiveError as stop:
            self._say(
                overlay, index, stop.at, "overlay/directive", str(stop), "see kustomize's strategic merge directives"
            )
            return
        if result is not None and result == item.document:
            self._say(
                overlay, index, (), "overlay/no-effect", f"this patch changes nothing in {item.title}",
                "remove it: what it says is generated already",
            )  # fmt: skip
            return
        body = _body(document)
        said = [(path, value, overlay.place(index, where)) for path, value, where in put_by_patch(body)]
        self._claim(overlay, item, said)
        if result is None:
            self.deleted[slot] = (item, overlay.level, said[0][2])
        written = [
            (path, source) for path, value, source in said if value_at(item.document, path) != value_at(result, path)
        ]
        inside = [path for path, _ in leaves(body) if value_at(item.document, path) != value_at(result, path)]
        self._put(slot, item, result, [*written, *((path, overlay.place(index, path)) for path in inside)])

    def operate(self, overlay: Overlay, index: int, document: Any) -> None:
        """JSON 6902 operations with a target."""
        if wrong := misshapen(document):
            self._say(overlay, index, wrong[0], "overlay/shape", wrong[1], SHAPE)
            return
        slot = self._target(overlay, index, of_operations, document["target"])
        if slot is None:
            return
        item = self.objects[slot]
        if item is None:
            return
        result = item.document
        places: list[tuple[Keys, Source]] = []
        claims: list[tuple[Keys, Any, Source]] = []
        for number, operation in enumerate(document["ops"]):
            where: Keys = ("ops", number)
            try:
                after = apply(result, operation)
            except Inapplicable as stop:
                message = f"cannot be applied to {item.title}: {stop.message}"
                self._say(overlay, index, (*where, stop.key), "overlay/operation", message, stop.hint)
                return
            if not isinstance(after, dict):
                message = f"this leaves nothing of {item.title}"
                hint = "delete an object with `$patch: delete` in a *.patch.yaml"
                self._say(overlay, index, where, "overlay/operation", message, hint)
                return
            if result == after and operation["op"] != "test":
                self._say(
                    overlay, index, where, "overlay/no-effect", f"this operation changes nothing in {item.title}",
                    "remove it: what it says is generated already",
                )  # fmt: skip
                return
            result = after
            source = overlay.place(index, where)
            places.append((keys_of(operation["path"]), source))
            claims += ((path, value, source) for path, value in put_by_operation(operation, result))
        self._claim(overlay, item, claims)
        self._put(slot, item, result, places)

    def _target(self, overlay: Overlay, index: int, named: Callable[[Any], Target], document: Any) -> int | None:
        """Where the object stands that a patch names; a diagnostic when there is none, or it is in another unit."""
        try:
            return find(named(document), overlay.unit, self.objects)
        except Missed as stop:
            if not (self.deleted and self._deleted(overlay, index, named, document)):
                self._say(overlay, index, stop.at, stop.code, stop.message, stop.hint)
            return None

    def _deleted(self, overlay: Overlay, index: int, named: Callable[[Any], Target], document: Any) -> bool:
        """Whether what a patch names was deleted by another one; that is said."""
        objects = [self.deleted[slot][0] if slot in self.deleted else None for slot in range(len(self.objects))]
        try:
            target = named(document)
            gone = self.deleted[find(target, overlay.unit, objects)]
        except Missed:
            return False
        place = overlay.place(index, target.place("name"))
        self.found.append(fights.over_deleted(*gone, overlay.level, place))
        return True

    def _claim(self, overlay: Overlay, item: Object, claims: list[tuple[Keys, Any, Source]]) -> None:
        made = [Claim(path, value, overlay.level, source) for path, value, source in claims]
        self.found += self.fights.enter(item.identity, item.title, made)

    def _put(self, slot: int, item: Object, document: Any, places: list[tuple[Keys, Source]]) -> None:
        self.objects[slot] = (
            None if document is None
            else item.holding(document, (*item.patches, *places))
        )  # fmt: skip

    def _say(self, overlay: Overlay, index: int, at: Keys, code: str, message: str, hint: str | None) -> None:
        source = overlay.place(index, at) if overlay.documents else Source(overlay.path)
        self.found.append(Diagnostic(code=code, severity=ERROR, message=message, hint=hint, source=source))


def _add(objects: list[Object | None], overlay: Overlay) -> Iterator[Diagnostic]:
    """The documents of a manifest overlay, as objects of the unit."""
    name = overlay.path.rpartition("/")[2].removesuffix(".j2").rpartition(".")[0]
    file = f"{ALONE.unit(overlay.unit)}/{name}.yaml"
    taken = sum(1 for o in objects if o is not None and o.file == file)
    for index, document in enumerate(overlay.documents):
        if not isinstance(document.value, dict):
            message = "this is no Kubernetes object"
            yield Diagnostic(
                code="overlay/shape", severity=ERROR, message=message, hint=None,
                source=Source(overlay.path, document.line, 1),
            )  # fmt: skip
            continue
        source = Source(overlay.path, document.line, 1)
        places = tuple((path, Source(overlay.path, p.key_line, p.key_column)) for path, p in document.places.items())
        objects.append(
            Object(
                document=document.value,
                file=file,
                unit=overlay.unit,
                index=taken + index,
                about=(source,),
                patches=places,
            )
        )


def _generated(first: Object, again: Object) -> Finding:
    stem = again.file.rpartition("/")[2].rpartition(".")[0]
    for said in ("-patch", "_patch"):
        stem = stem.removesuffix(said)
    where = f", in the directory of unit `{first.unit}`" if first.unit != again.unit else ""
    return Finding(
        again,
        (),
        f"{again.title} is generated already, in unit `{first.unit}`",
        hint=f"to change it, name the file {stem}.patch.yaml{where}; to replace it, delete the generated one by `$patch: delete`",
        others=((first, (), "it is generated from this"),),
    )


def _body(document: dict[str, Any]) -> dict[str, Any]:
    """A patch without what only names its object."""
    metadata = {k: v for k, v in (document.get("metadata") or {}).items() if k not in {"name", "namespace"}}
    body = {k: v for k, v in document.items() if k not in {"apiVersion", "kind", "metadata"}}
    return {**body, "metadata": metadata} if metadata else body
