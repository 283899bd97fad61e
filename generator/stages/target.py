"""Which object an overlay's patch is for, and when there is none, what was most likely meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from generator.core.graph import Object
from generator.core.places import Keys
from generator.core.suggest import did_you_mean, nearest


class Missed(Exception):  # noqa: N818 - not a mistake of ours
    """No object, or more than one, goes by what a patch names."""

    def __init__(self, code: str, at: Keys, message: str, hint: str | None) -> None:
        super().__init__(message)
        self.code = code
        self.at = at
        self.message = message
        self.hint = hint


class Target(Struct, frozen=True, kw_only=True):
    """What names an object. kustomize takes a merge patch at its word: apiVersion and namespace are part of the name; in
    the `target` of operations what is left out matches everything."""

    kind: str
    name: str
    namespace: str | None
    group: str | None
    version: str | None
    strict: bool

    @property
    def title(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"

    @property
    def api_version(self) -> str:
        return "/".join(part for part in (self.group, self.version) if part)

    def is_of(self, item: Object) -> bool:
        """Whether kind, group and version are those of an object."""
        return item.kind == self.kind and self.group in {None, item.group} and self.version in {None, _version(item)}

    def is_in(self, item: Object) -> bool:
        """Whether the namespace is that of an object."""
        return (item.namespace or "") == (self.namespace or "") or (self.namespace is None and not self.strict)

    def place(self, key: str) -> Keys:
        """Where a part of the name stands in the document."""
        if self.strict:
            return (key,) if key in {"apiVersion", "kind"} else ("metadata", key)
        return ("target", key)


def of_patch(document: Any) -> Target:
    """What a partial manifest names. Raises Missed."""
    metadata = document.get("metadata") if isinstance(document, dict) else None
    if not isinstance(metadata, dict):
        metadata = {}
    said = (document.get("apiVersion"), document.get("kind")) if isinstance(document, dict) else (None, None)
    name, namespace = metadata.get("name"), metadata.get("namespace")
    if not all(isinstance(one, str) for one in (*said, name)) or not isinstance(namespace, str | None):
        message = "a patch names its object by apiVersion, kind and name"
        raise Missed("overlay/shape", ("metadata",), message, "write all of them, as in a manifest")
    head, slash, tail = str(said[0]).partition("/")
    group, version = (head, tail) if slash else ("", head)
    return Target(kind=str(said[1]), name=str(name), namespace=namespace, group=group, version=version, strict=True)


KEYS = ("kind", "name", "namespace", "group", "version")
_ONE = "name each object in a document of its own: a target is one object here"
_INSTEAD = {
    "apiVersion": "write group and version, each by itself",
    "labelSelector": _ONE,
    "annotationSelector": _ONE,
}


def of_operations(wanted: Any) -> Target:
    """What the `target` of operations names. Raises Missed."""
    if not isinstance(wanted, dict) or not all(isinstance(wanted.get(key), str) for key in KEYS[:2]):
        if isinstance(wanted, dict) and (selector := next((key for key in wanted if key in _INSTEAD), None)):
            raise Missed(
                "overlay/shape", ("target", selector), f"`{selector}` is no key of a target", _INSTEAD[selector]
            )
        raise Missed("overlay/shape", ("target",), "a target names its object by kind and name",
                     "write `target: {kind: …, name: …, namespace: …}`")  # fmt: skip
    for key, value in wanted.items():
        if key not in KEYS:
            hint = _INSTEAD.get(str(key)) or did_you_mean(str(key), KEYS)
            raise Missed("overlay/shape", ("target", key), f"`{key}` is no key of a target", hint)
        if not isinstance(value, str | None):
            raise Missed("overlay/shape", ("target", key), f"`{key}` of a target is no text", f"write the {key}")
    named = {key: wanted.get(key) for key in KEYS[2:]}
    return Target(kind=wanted["kind"], name=wanted["name"], **named, strict=False)


def find(target: Target, unit: str, objects: Iterable[Object | None]) -> int:
    """The slot of the one object that a patch is for. Raises Missed."""
    named = [
        (slot, o) for slot, o in enumerate(objects) if o is not None and (o.kind, o.name) == (target.kind, target.name)
    ]
    matching = [(slot, o) for slot, o in named if target.is_of(o) and target.is_in(o)]
    here = [(slot, o) for slot, o in matching if o.unit == unit]
    if len({o.identity for _, o in here}) > 1:
        raise _ambiguous(target, [o for _, o in here])
    if here:
        return here[0][0]
    raise _missed(target, unit, [o for _, o in named], [o for _, o in matching], objects)


def _missed(
    target: Target, unit: str, named: list[Object], matching: list[Object], objects: Iterable[Object | None]
) -> Missed:
    """Why nothing matches: the one part of the name that differs, or what comes nearest."""
    message = f"there is no {target.title} in unit `{unit}` to patch"
    if not named and not target.strict and re.search(r"[^A-Za-z0-9.-]|^\.|\.$", target.name):
        return _none(target, "name", message, "write the name as it is, of one object: it is no pattern here")
    if matching:
        home = matching[0].unit
        return _none(target, "name", message, f"it stands in unit `{home}`: move the file to overlays/{home}/")
    near = sorted(named, key=lambda o: (o.unit != unit, not target.is_in(o)))
    if near and target.is_in(near[0]):
        return _of_another_version(target, near[0])
    if near:
        return _none(target, "namespace" if target.namespace else "name", message, _moved(target, near))
    here = [o for o in objects if o is not None and o.unit == unit]
    kin = [o for o in here if o.kind == target.kind]
    if not kin:
        return _none(target, "kind", message, did_you_mean(target.kind, {o.kind for o in here}))
    meant = nearest(target.name, {o.name for o in kin})
    homes = [o for o in kin if o.name == meant]
    hint = did_you_mean(target.name, {o.name for o in kin})
    if meant and not any(target.is_in(o) for o in homes):
        hint = f"did you mean `{meant}`, which {_home(homes[0])}?"
    return _none(target, "name", message, hint)


def _none(target: Target, key: str, message: str, hint: str | None) -> Missed:
    return Missed("overlay/no-target", target.place(key), message, hint)


def _home(item: Object) -> str:
    """Where an object stands, as the end of a sentence."""
    return f"is in namespace `{item.namespace}`" if item.namespace else "has no namespace"


def _moved(target: Target, found: list[Object]) -> str:
    """The hint where only the namespace differs."""
    homes = sorted({o.namespace for o in found if o.namespace})
    if not homes:
        return f"drop the namespace: {found[0].title} has none"
    meant = nearest(target.namespace or "", homes) or homes[0]
    also = f" (also in {', '.join(home for home in homes if home != meant)})" if homes[1:] else ""
    return f"{'write' if target.namespace else 'add'} `namespace: {meant}`, where {target.kind} {target.name} is{also}"


def _ambiguous(target: Target, found: list[Object]) -> Missed:
    """kustomize would change every one of them."""
    titles = sorted(f"{o.title} ({o.api_version})" for o in found)
    keys = [key for key, values in (("namespace", {o.namespace for o in found}), ("group", {o.group for o in found}))
            if len(values) > 1]  # fmt: skip
    message = f"{target.title} is more than one object: {', '.join(titles)}"
    return _none(target, "name", message, f"say which, by its {' and '.join(keys)}")


def _of_another_version(target: Target, item: Object) -> Missed:
    """The object is there, of another group or version. Merging into it all the same would put fields of one version into
    an object of another, and kustomize finds no match."""
    message = f"there is no {target.title} of {target.api_version} to patch: it is generated as {item.api_version}"
    if target.strict:
        hint = f"write `apiVersion: {item.api_version}`, and fields as that version has them"
        return _none(target, "apiVersion", message, hint)
    key = "group" if target.group not in {None, item.group} else "version"
    wanted = item.group if key == "group" else _version(item)
    return _none(target, key, message, f"write `{key}: {wanted}`, or leave it out" if wanted else f"leave `{key}` out")


def _version(item: Object) -> str:
    return item.api_version.rpartition("/")[2]
