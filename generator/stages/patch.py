"""Overlays over generated objects: each patch must match, and must change something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from generator.core.diagnostics import ERROR, Diagnostic, Source
from generator.core.fields import path_of, value_at
from generator.core.graph import Object
from generator.core.judgement import Finding
from generator.core.layout import ALONE, BOOTSTRAP
from generator.core.places import Keys
from generator.core.strategic import Unmergeable, merge
from generator.core.values import leaves
from generator.stages.fights import Fights, by_patch, over_deleted
from generator.stages.operate import Refused, operate
from generator.stages.operations import SHAPE, misshapen
from generator.stages.overlays import Change, Overlay
from generator.stages.target import Missed, Target, find, of_operations, of_patch

_NAMING = frozenset({("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace")})
"""What a partial manifest says only for its object to be found."""


class Patching:
    """The overlays of one cluster's units, applied in two passes: what is linked is made of what the first one leaves."""

    def __init__(self, overlays: Iterable[Overlay]) -> None:
        self._overlays = [overlay for overlay in overlays if not overlay.infra]
        self.found: list[Diagnostic] = []
        """What is wrong with the overlays; complete after the second pass."""
        self.generated: list[Finding] = []
        """Manifests whose objects are generated already; they are left out, so that nothing follows from them."""
        self.objects: list[Object | None] = []
        self._sealed: frozenset[int] = frozenset()
        self._late: list[Change] | None = []
        """Documents of patches whose objects may yet be linked; None in the second pass."""
        self._fights = Fights()
        self._deleted: dict[int, tuple[Object, tuple[int, Source]]] = {}
        """By slot: the object, and the level and place of the overlay that took it away."""

    @property
    def deleted(self) -> tuple[Object, ...]:
        """What overlays took away, and where they did."""
        return tuple(item.holding(item.document, (*item.patches, ((), at))) for item, (_, at) in self._deleted.values())

    def emitted(self, objects: Iterable[Object]) -> tuple[Object, ...]:
        """The first pass: over what components make by themselves. The bootstrap unit is whole only once units are linked."""
        self.objects += objects
        self._apply([overlay for overlay in self._overlays if overlay.unit != BOOTSTRAP])
        return self._left()

    def linked(self, objects: Iterable[Object], sealed: Iterable[object]) -> tuple[Object, ...]:
        """The second pass: over all there is. `sealed`: documents that nobody may change, for they are encrypted."""
        late, self._late = self._late or [], None
        self.objects += objects
        self._sealed = frozenset(map(id, sealed))
        self._apply([overlay for overlay in self._overlays if overlay.unit == BOOTSTRAP])
        for change in late:
            self._change(change)
        return self._left()

    def _apply(self, overlays: list[Overlay]) -> None:
        for overlay in (o for o in overlays if o.role == "manifest"):
            self.found += _add(self.objects, overlay)
        for overlay in (o for o in overlays if o.role != "manifest"):
            for change in overlay.changes:
                self._change(change)

    def _change(self, change: Change) -> None:
        (self._merge if change.overlay.role == "patch" else self._operate)(change, change.document.value)

    def _left(self) -> tuple[Object, ...]:
        """All but what is deleted, and manifests of what is generated."""
        left = [item for item in self.objects if item is not None]
        if self._overlays:
            own = {o.identity: o for o in left if o.owner and o.kind != "Namespace"}  # several units may each say one
            for slot, item in enumerate(self.objects):
                if item is not None and not item.owner and item.identity in own:
                    first = own[item.identity]
                    self.generated.append(_generated(first, item, sealed=id(first.document) in self._sealed))
                    self.objects[slot] = None
        return tuple(item for item in self.objects if item is not None)

    def _merge(self, change: Change, document: Any) -> None:
        """A partial manifest."""
        slot = self._target(change, of_patch, document)
        if slot is None:
            return
        item = self.objects[slot]
        if item is None:
            return
        try:
            result = merge(item.document, document)
        except Unmergeable as stop:
            self._say(change, stop.at, stop.code, str(stop), stop.hint)
            return
        if result is not None and result == item.document:
            message = f"this patch changes nothing in {item.title}"
            self._say(change, (), "overlay/no-effect", message, change.overlay.void)
            return
        said = by_patch(item.document, document, change.place)
        said = [claim for claim in said if claim.path not in _NAMING]
        self.found += self._fights.enter(slot, item.title, change.overlay.level, said)
        if result is None:
            self._deleted[slot] = (item, (change.overlay.level, said[0].source))
        places = {path_of(result, claim.path): claim.source for claim in said}
        places |= {path: change.place(path) for path, _ in leaves(document)}
        written = [(path, at) for path, at in places.items() if value_at(item.document, path) != value_at(result, path)]
        self._put(slot, item, result, written)

    def _operate(self, change: Change, document: Any) -> None:
        """JSON 6902 operations with a target."""
        if wrong := misshapen(document):
            self._say(change, wrong[0], "overlay/shape", wrong[1], SHAPE)
            return
        slot = self._target(change, of_operations, document["target"])
        if slot is None:
            return
        item = self.objects[slot]
        if item is None:
            return
        try:
            result = operate(item.document, document["ops"], ("ops",), item.title, change)
        except Refused as stop:
            self._say(change, stop.at, stop.code, stop.message, stop.hint)
            return
        self.found += self._fights.enter(slot, item.title, change.overlay.level, result.claims)
        self._put(slot, item, result.document, result.written)

    def _target(self, change: Change, named: Callable[[Any], Target], document: Any) -> int | None:
        """Where the object stands that a patch names; a diagnostic when there is none, or it is in another unit."""
        try:
            target = named(document)
            slot = find(target, change.overlay.unit, self.objects)
            if id(getattr(self.objects[slot], "document", None)) in self._sealed:
                message = f"{target.title} is encrypted, and written as it is"
                raise Missed("overlay/no-target", (), message, "change its file under overlays/secrets/ instead")
            return slot
        except Missed as stop:
            if self._is_deleted(change, named, document):
                return None
            if stop.code == "overlay/no-target" and self._late is not None:
                self._late.append(change)
            else:
                self._say(change, stop.at, stop.code, stop.message, stop.hint)
            return None

    def _is_deleted(self, change: Change, named: Callable[[Any], Target], document: Any) -> bool:
        """Whether what a patch names was deleted by another one; that is said."""
        if not self._deleted:
            return False
        gone = [self._deleted[slot][0] if slot in self._deleted else None for slot in range(len(self.objects))]
        try:
            target = named(document)
            item, deletion = self._deleted[find(target, change.overlay.unit, gone)]
        except Missed:
            return False
        place = change.place(target.place("name"))
        self.found.append(over_deleted(item.title, change.overlay.level, deletion, place))
        return True

    def _put(self, slot: int, item: Object, document: Any, places: list[tuple[Keys, Source]]) -> None:
        self.objects[slot] = (
            None if document is None
            else item.holding(document, (*item.patches, *places))
        )  # fmt: skip

    def _say(self, change: Change, at: Keys, code: str, message: str, hint: str | None) -> None:
        source = change.place(at)
        self.found.append(Diagnostic(code=code, severity=ERROR, message=message, hint=hint, source=source))


def _add(objects: list[Object | None], overlay: Overlay) -> Iterator[Diagnostic]:
    """The documents of a manifest overlay, as objects of the unit."""
    name = overlay.path.rpartition("/")[2].removesuffix(".j2").rpartition(".")[0]
    file = f"{ALONE.unit(overlay.unit)}/{name}.yaml"
    taken = sum(1 for o in objects if o is not None and o.file == file)
    for index, document in enumerate(overlay.documents):
        if not isinstance(document.value, dict) or not document.value.keys() & {"apiVersion", "kind"}:
            message = "this is no Kubernetes object"
            yield Diagnostic(
                code="overlay/shape", severity=ERROR, message=message, hint="write its apiVersion, kind and metadata",
                source=Source(overlay.path, document.line, 1),
            )  # fmt: skip
            continue
        source = Source(overlay.path, document.line, 1)
        if (document.value.get("apiVersion"), document.value.get("kind")) == ("v1", "List"):
            message, hint = (
                "this is a list of objects, and no object",
                "write its items one by one, with `---` between them",
            )
            yield Diagnostic(code="overlay/shape", severity=ERROR, message=message, hint=hint, source=source)
            continue
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


def _generated(first: Object, again: Object, *, sealed: bool) -> Finding:
    stem = again.file.rpartition("/")[2].rpartition(".")[0]
    for said in ("-patch", "_patch"):
        stem = stem.removesuffix(said)
    where = f", in the directory of unit `{first.unit}`" if first.unit != again.unit else ""
    hint = f"to change it, name the file {stem}.patch.yaml{where}; to replace it, delete the generated one by `$patch: delete`"
    return Finding(
        again,
        (),
        f"{again.title} is generated already, in unit `{first.unit}`",
        hint="it is encrypted: change its file under overlays/secrets/ instead" if sealed else hint,
        others=((first, (), "it is generated from this"),),
    )
