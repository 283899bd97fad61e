"""Strategic merge as kustomize does it: objects key by key, `null` removes, lists replaced unless items have a merge key.

Merge keys are those that Kubernetes' API types carry (`patchMergeKey` in k8s.io/api, as kustomize 5 ships them in its
OpenAPI document, that of Kubernetes 1.21); custom resources have none there, so their lists are replaced whole. What
kustomize refuses is refused, and so is what it loses without a word: nobody could mean that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.core.places import Keys

DIRECTIVE = "$patch"
_OTHER_DIRECTIVES = ("$setElementOrder/", "$deleteFromPrimitiveList/", "$retainKeys")
"""Those of `kubectl patch`: to kustomize they are keys like any other, and would stand in the result."""

_CONTAINER = {"env": ("name",), "volumeMounts": ("mountPath",), "volumeDevices": ("devicePath",)}
_PORTS = ("containerPort", "protocol")
_POD = {
    "containers": ("name",),
    "initContainers": ("name",),
    "ephemeralContainers": ("name",),
    "volumes": ("name",),
    "imagePullSecrets": ("name",),
    "hostAliases": ("ip",),
    "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
}
_WORKLOADS = frozenset(
    {
        "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "ReplicationController",
        "Job", "CronJob", "Pod", "PodTemplate",
    }
)  # fmt: skip
_WEBHOOKS = frozenset({"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"})
_NATIVE = re.compile(
    r"(apps|autoscaling|batch|policy|(admissionregistration|apiextensions|apiregistration|authentication|authorization"
    r"|certificates|coordination|discovery|events|networking|node|rbac\.authorization|scheduling|storage)\.k8s\.io)/v1|v1"
)
"""What kustomize knows the types of. To any other apiVersion even `metadata` is a map like any other."""
_ANNOTATIONS = ("metadata", "annotations")
"""The one map that kustomize drops when it is empty; others stay, empty (seen with kustomize 5.8.1)."""


class Unmergeable(ValueError):  # noqa: N818 - a mistake of a patch, not of ours
    """What kustomize refuses, or loses without a word."""

    def __init__(self, message: str, at: Keys, hint: str, *, code: str = "overlay/unmergeable") -> None:
        """`at`: its path in the patch."""
        super().__init__(message)
        self.at = at
        self.hint = hint
        self.code = code


def merge(target: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any] | None:
    """The object with the patch applied; None when the patch deletes it. Neither argument is changed. Raises Unmergeable."""
    if patch.get(DIRECTIVE) == "replace":
        raise _directive(
            f"kustomize leaves a whole object as it is under `{DIRECTIVE}: replace`", (DIRECTIVE,),
            "set the directive one level down, as in `spec: {$patch: replace, …}`",
        )  # fmt: skip
    return _Merge(str(target.get("apiVersion")), str(target.get("kind")), strict=True).whole(target, patch)


def merge_file(target: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any] | None:
    """The same for a document that is no object of Kubernetes: what is of another kind replaces what was there."""
    return _Merge("", "", strict=False).whole(target, patch)


def merge_keys(api_version: str, kind: str, path: Keys) -> tuple[str, ...]:
    """What items of the list at `path` are told apart by, the first by itself where no item has more; none: it is replaced."""
    names = tuple(part for part in path if isinstance(part, str))
    parent, last = (("", *names))[-2:] if names else ("", "")
    if not _NATIVE.fullmatch(api_version):
        return ()
    if names == ("metadata", "ownerReferences"):
        return ("uid",)
    if kind == "Service" and names == ("spec", "ports"):
        return ("port", "protocol")
    if (kind == "ServiceAccount" and names == ("secrets",)) or (kind in _WEBHOOKS and names == ("webhooks",)):
        return ("name",)
    if kind not in _WORKLOADS:
        return ()
    if parent in {"containers", "initContainers"} and last == "ports":
        return _PORTS
    if parent in {"containers", "initContainers", "ephemeralContainers"}:
        return _CONTAINER.get(last, ())
    return _POD.get(last, ()) if parent == "spec" else ()


class _Merge:
    """One merge into an object of a kind; paths are those of the patch."""

    def __init__(self, api_version: str, kind: str, *, strict: bool) -> None:
        self._api_version, self._kind, self._strict = api_version, kind, strict

    def whole(self, target: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any] | None:
        merged: dict[str, Any] | None = self._map(target, patch, ())
        return merged

    def _value(self, target: Any, patch: Any, at: Keys) -> Any:
        """What becomes of a value; None when nothing stands there any more."""
        if self._strict and None not in (target, patch) and _sort(target) != _sort(patch):
            raise Unmergeable(
                f"this is {_sort(patch)}, and {_sort(target)} is generated there: kustomize merges no such two", at,
                "write `op: replace` in a *.ops.yaml, if the other kind of value is meant",
            )  # fmt: skip
        if isinstance(patch, dict):
            return self._map(target if isinstance(target, dict) else {}, patch, at)
        if not isinstance(patch, list):
            return patch
        if keys := merge_keys(self._api_version, self._kind, at):
            return self._keyed(target, patch, keys, at)
        for place in _directives(patch, at):
            hint = "write the list as it is to be"
            raise _directive("a list without merge keys is replaced whole, and knows no directives", place, hint)
        if at == ("metadata", "finalizers") and _NATIVE.fullmatch(self._api_version) and isinstance(target, list):
            both = [*patch, *target]
            return [item for number, item in enumerate(both) if item not in both[:number]]
        return patch

    def _map(self, target: dict[str, Any], patch: dict[str, Any], at: Keys) -> dict[str, Any] | None:
        directive = patch.get(DIRECTIVE, "merge")
        if directive not in ("delete", "replace", "merge"):
            shown = "null" if directive is None else directive
            raise _directive(f"`{DIRECTIVE}: {shown}` is none of delete, merge, replace", (*at, DIRECTIVE))
        if directive == "delete":
            return None
        result = {} if directive == "replace" else dict(target)
        for key, value in patch.items():
            if key == DIRECTIVE:
                continue
            if isinstance(key, str) and key.startswith(_OTHER_DIRECTIVES):
                raise _unknown(key, (*at, key))
            merged = self._value(result.get(key), value, (*at, key))
            if merged is None:
                result.pop(key, None)
            else:
                result[key] = merged
        return None if at == _ANNOTATIONS and not result else result

    def _keyed(self, target: Any, patch: list[Any], keys: tuple[str, ...], at: Keys) -> list[Any] | None:
        """Items matched by their keys. What the patch names goes first, in its order; with two keys, only what is new."""
        present = target if isinstance(target, list) else []
        for number, item in enumerate(patch):
            if isinstance(item, dict) and item.keys() == {DIRECTIVE}:
                return self._directed(target, patch, number, keys, at)
        named = self._named(present, patch, keys, at)
        known = {_key(item, keys): item for item in present if isinstance(item, dict)}
        merged = {key: self._map(known.get(key, {}), item, (*at, n)) for key, (n, item) in named.items()}
        kept = [i for i in present if not isinstance(i, dict) or _key(i, keys) not in merged]
        if any(secondary is not None for key in (*known, *merged) for secondary in key[1:]):
            new = [item for key, item in merged.items() if key not in known]
            old = [merged.get(_key(i, keys), i) if isinstance(i, dict) else i for i in present]
            return [item for item in (*new, *old) if item is not None]
        return [*(item for item in merged.values() if item is not None), *kept]

    def _directed(
        self, target: Any, patch: list[Any], number: int, keys: tuple[str, ...], at: Keys
    ) -> list[Any] | None:
        """A list with an item that holds nothing but a directive, which is for the list as a whole."""
        place: Keys = (*at, number, DIRECTIVE)
        if not isinstance(target, list):
            raise _directive("there is no list that this directive could be for", place, "leave it out")
        directive = patch[number][DIRECTIVE]
        if directive not in ("delete", "replace", "merge"):
            raise _directive(f"`{DIRECTIVE}: {directive}` is none of delete, merge, replace", place)
        rest = [*patch[:number], *patch[number + 1 :]]
        if directive == "delete":
            return None
        return self._keyed([] if directive == "replace" else target, rest, keys, at)

    def _named(
        self, present: list[Any], patch: list[Any], keys: tuple[str, ...], at: Keys
    ) -> dict[tuple[str | None, ...], tuple[int, dict[str, Any]]]:
        """The items of a patch by their keys, with their positions. Raises Unmergeable for what kustomize would lose."""
        named: dict[tuple[str | None, ...], tuple[int, dict[str, Any]]] = {}
        said = {_key(i, keys)[0]: _key(i, keys)[1:] for i in present if isinstance(i, dict)}
        for number, item in enumerate(patch):
            place: Keys = (*at, number)
            if not isinstance(item, dict) or not isinstance(item.get(keys[0]), str | int):
                message = f"items of `{at[-1]}` are matched by `{keys[0]}`, and this has none"
                raise Unmergeable(message, place, f"write the `{keys[0]}` of the item that is meant")
            if item.get(DIRECTIVE) == "replace":
                message = f"kustomize passes over `{DIRECTIVE}: replace` in an item with its `{keys[0]}`"
                raise _directive(
                    message, (*place, DIRECTIVE), "write `- $patch: replace` as an item of its own, and the whole list"
                )
            key = _key(item, keys)
            if key in named:
                message = (
                    f"this patch names the item of `{keys[0]}` {item[keys[0]]} twice, and kustomize takes in the first"
                )
                raise Unmergeable(message, place, "write both as one item")
            _told_apart(key, said.get(key[0]), keys, place)
            said[key[0]] = key[1:]
            named[key] = (number, item)
        return named


def _told_apart(
    key: tuple[str | None, ...], others: tuple[str | None, ...] | None, keys: tuple[str, ...], at: Keys
) -> None:
    """Raises Unmergeable where one of two items says its second key and the other does not: kustomize then keeps the old one."""
    if others is None or len(keys) < 2 or (key[1] is None) == (others[0] is None):
        return
    message = f"items of `{keys[0]}` {key[0]} are told apart by `{keys[1]}`, and "
    if key[1] is None:
        raise Unmergeable(
            f"{message}this one does not say its own", at, f"add `{keys[1]}: {others[0]}`, or which one is meant"
        )
    hint = f"leave `{keys[1]}` out to patch that one; to have both, write the list after `- $patch: replace`"
    raise Unmergeable(f"{message}the generated one does not say its own", at, hint)


def _key(item: dict[str, Any], keys: tuple[str, ...]) -> tuple[str | None, ...]:
    """What an item is told apart by; numbers as they are written, as kustomize sees them."""
    return tuple(None if item.get(key) is None else str(item[key]) for key in keys)


def _sort(value: Any) -> str:
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else "a single value"


def _directives(value: Any, at: Keys) -> Iterator[Keys]:
    """Places of directives anywhere below a value."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if isinstance(key, str) and (key == DIRECTIVE or key.startswith(_OTHER_DIRECTIVES)):
            yield (*at, key)
        yield from _directives(inner, (*at, key))


def _unknown(key: str, at: Keys) -> Unmergeable:
    return _directive(f"`{key}` is no directive of kustomize, which would leave it in the object", at)


def _directive(message: str, at: Keys, hint: str = "write `$patch: delete`, `replace` or `merge`") -> Unmergeable:
    return Unmergeable(message, at, hint, code="overlay/directive")
