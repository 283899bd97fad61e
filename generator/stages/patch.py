"""Overlays over generated objects: each patch must match, and must change something."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from generator.core.diagnostics import ERROR, Diagnostic, Note, Source
from generator.core.graph import Object
from generator.core.layout import ALONE, BOOTSTRAP
from generator.core.places import Keys, dotted
from generator.core.strategic import DIRECTIVE, DirectiveError, merge
from generator.core.suggest import did_you_mean
from generator.core.values import leaves
from generator.stages.overlays import Overlay


class Patched(msgspec.Struct, frozen=True):
    """The objects after overlays, and what is wrong with the overlays."""

    objects: tuple[Object, ...]
    diagnostics: tuple[Diagnostic, ...]


def patch(objects: Iterable[Object], overlays: Iterable[Overlay], *, linked: bool) -> Patched:
    """Apply the overlays of units; `linked` says whether this is the pass over what was linked (the bootstrap unit)."""
    work = _Work(list(objects))
    mine = [o for o in overlays if not o.infra and (o.unit == BOOTSTRAP) is linked]
    for overlay in (o for o in mine if o.role == "manifest"):
        work.found += _add(work.objects, overlay)
    for overlay in (o for o in mine if o.role != "manifest"):
        for index, document in enumerate(overlay.documents):
            (work.merge if overlay.role == "patch" else work.operate)(overlay, index, document.value)
    return Patched(tuple(o for o in work.objects if o is not None), tuple(work.found))


class _Work:
    """The state of one pass: objects in place, and who set what (for fights)."""

    def __init__(self, objects: list[Object | None]) -> None:
        self.objects: list[Object | None] = objects
        self.found: list[Diagnostic] = []
        self._set: dict[tuple[tuple[str, str, str, str], Keys], tuple[Any, int, Source]] = {}

    def merge(self, overlay: Overlay, index: int, document: Any) -> None:
        """A partial manifest."""
        slot = self._target(overlay, index, document, ())
        if slot is None:
            return
        item = self.objects[slot]
        if item is None:
            return
        try:
            result = merge(item.document, document)
        except DirectiveError as stop:
            self._say(overlay, index, (), "overlay/directive", str(stop), "see kustomize's strategic merge directives")
            return
        changed = [path for path, _ in leaves(_body(document)) if _at(item.document, path) != _at(result, path)]
        if result is not None and result == item.document:
            self._say(
                overlay, index, (), "overlay/no-effect", f"this patch changes nothing in {item.title}",
                "remove it: what it says is generated already",
            )  # fmt: skip
            return
        self._claim(overlay, index, item, [(path, _at(document, path), path) for path, _ in leaves(_body(document))])
        self._put(slot, item, result, [(path, overlay.place(index, path)) for path in changed])

    def operate(self, overlay: Overlay, index: int, document: Any) -> None:
        """JSON 6902 operations with a target."""
        import jsonpatch  # only where operations are
        import jsonpointer

        if (
            not isinstance(document, dict)
            or set(document) != {"target", "ops"}
            or not isinstance(document["ops"], list)
        ):
            message = "operations are written as `target: {kind, name, namespace}` and `ops: [...]`"
            self._say(overlay, index, (), "overlay/shape", message, "see docs/overlays.md")
            return
        slot = self._target(overlay, index, document["target"], ("target",))
        if slot is None:
            return
        item = self.objects[slot]
        if item is None:
            return
        result = copy.deepcopy(item.document)
        places: list[tuple[Keys, Source]] = []
        claims: list[tuple[Keys, Any, Keys]] = []
        for number, operation in enumerate(document["ops"]):
            at: Keys = ("ops", number)
            before = copy.deepcopy(result)
            try:
                result = jsonpatch.apply_patch(result, [operation])
            except jsonpatch.JsonPatchTestFailed:
                message = f"`{operation['path']}` of {item.title} is not {operation.get('value')!r}"
                self._say(
                    overlay,
                    index,
                    at,
                    "overlay/operation",
                    message,
                    "look at what is generated, and correct one of both",
                )
                return
            except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, LookupError) as stop:
                why = str(stop).partition(" in {")[0].partition(" in [")[0]  # not the whole object
                hint = "look at what is generated, and correct the path"
                self._say(overlay, index, at, "overlay/operation", f"cannot be applied to {item.title}: {why}", hint)
                return
            if result == before and operation.get("op") != "test":
                self._say(
                    overlay, index, at, "overlay/no-effect", f"this operation changes nothing in {item.title}",
                    "remove it: what it says is generated already",
                )  # fmt: skip
                return
            pointer = _pointer(str(operation.get("path", "")))
            places.append((pointer, overlay.place(index, at)))
            if operation.get("op") in {"replace", "remove"} or (pointer and pointer[-1] != "-"):
                claims.append((pointer, operation.get("value"), at))
        self._claim(overlay, index, item, claims)
        self._put(slot, item, result, places)

    def _target(self, overlay: Overlay, index: int, wanted: Any, at: Keys) -> int | None:
        """Where the object stands that a patch names; a diagnostic when there is none, or it is in another unit."""
        if not isinstance(wanted, dict) or not isinstance(wanted.get("kind"), str):
            self._say(overlay, index, at, "overlay/shape", "a patch names its object by kind and name", None)
            return None
        metadata: Any = wanted if at else wanted.get("metadata")
        name, namespace = (
            (metadata.get("name"), metadata.get("namespace")) if isinstance(metadata, dict) else (None, None)
        )
        if not isinstance(name, str) or not isinstance(namespace, str | None):
            self._say(
                overlay, index, at or ("metadata",), "overlay/shape", "a patch names its object by kind and name", None
            )
            return None
        kind = wanted["kind"]
        title = f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"
        elsewhere: str | None = None
        for slot, item in enumerate(self.objects):
            if (
                item is None
                or (item.kind, item.name) != (kind, name)
                or (namespace or None) not in {None, item.namespace}
            ):
                continue
            if item.unit == overlay.unit:
                return slot
            elsewhere = item.unit
        names = {o.name for o in self.objects if o is not None and o.kind == kind and o.unit == overlay.unit}
        hint = f"it stands in unit `{elsewhere}`: move the file to overlays/{elsewhere}/" if elsewhere else None
        if hint is None:
            kinds = {o.kind for o in self.objects if o is not None and o.unit == overlay.unit}
            hint = did_you_mean(str(name), names) if names else did_you_mean(kind, kinds)
        message = f"there is no {title} in unit `{overlay.unit}` to patch"
        self._say(overlay, index, at or ("metadata", "name"), "overlay/no-target", message, hint)
        return None

    def _claim(self, overlay: Overlay, index: int, item: Object, claims: list[tuple[Keys, Any, Keys]]) -> None:
        """Two overlays of one level that set one field differently fight: neither is meant to win."""
        for path, value, at in claims:
            source = overlay.place(index, at)
            earlier = self._set.get((item.identity, path))
            if earlier and earlier[1] == overlay.level and earlier[0] != value and earlier[2].file != source.file:
                self.found.append(
                    Diagnostic(
                        code="overlay/fight",
                        severity=ERROR,
                        message=f"two overlays set `{dotted(path)}` of {item.title} differently",
                        hint="keep one of them, or move one to overlays/groups/ or overlays/clusters/",
                        source=source,
                        notes=(Note(earlier[2], "the other one is here"),),
                    )
                )
            self._set[item.identity, path] = (value, overlay.level, source)

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


def _body(document: dict[str, Any]) -> dict[str, Any]:
    """A patch without what only names its object."""
    metadata = {k: v for k, v in (document.get("metadata") or {}).items() if k not in {"name", "namespace"}}
    body = {k: v for k, v in document.items() if k not in {"apiVersion", "kind", "metadata", DIRECTIVE}}
    return {**body, "metadata": metadata} if metadata else body


def _at(tree: Any, path: Keys) -> Any:
    for part in path:
        if isinstance(tree, dict):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree


def _pointer(pointer: str) -> Keys:
    """A JSON pointer as keys; numbers count list items."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return tuple(int(part) if part.isdigit() else part for part in parts)
