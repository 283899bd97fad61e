"""Strategic merge as kustomize does it: objects key by key, `null` removes, lists replaced unless items have a merge key.

Merge keys are those that Kubernetes' API types carry (`patchMergeKey` in k8s.io/api, as kustomize 5 ships them in its
OpenAPI document); custom resources have none there, so their lists are replaced whole.
"""

from __future__ import annotations

from typing import Any

DIRECTIVE = "$patch"
_CONTAINER = {"ports": "containerPort", "env": "name", "volumeMounts": "mountPath", "volumeDevices": "devicePath"}
_POD = {
    "containers": "name",
    "initContainers": "name",
    "ephemeralContainers": "name",
    "volumes": "name",
    "imagePullSecrets": "name",
    "hostAliases": "ip",
    "topologySpreadConstraints": "topologyKey",
    "resourceClaims": "name",
}
_WORKLOADS = frozenset({"Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "Job", "CronJob", "Pod", "PodTemplate"})


_DROPPED_EMPTY = ("metadata", "annotations")
"""The one map that kustomize drops once a patch has emptied it; others stay, empty (seen with kustomize 5.8.1)."""


class DirectiveError(ValueError):
    """A directive that kustomize does not know, or that has no meaning where it stands."""

    def __init__(self, message: str, at: tuple[str, ...]) -> None:
        """`at`: its path in the patch; items of lists are left out."""
        super().__init__(message)
        self.at = at


def merge(target: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any] | None:
    """The object with the patch applied; None when the patch deletes it. Neither argument is changed."""
    merged = _map(target, patch, str(target.get("kind", "")), ())
    return merged if isinstance(merged, dict) else None


def merge_key(kind: str, path: tuple[str, ...]) -> str | None:
    """What items of the list at `path` are told apart by; None: the list is replaced whole."""
    last = path[-1] if path else ""
    parent = path[-2] if len(path) > 1 else ""
    if path == ("metadata", "ownerReferences"):
        return "uid"
    if kind == "Service" and path == ("spec", "ports"):
        return "port"
    if kind == "ServiceAccount" and path in {("secrets",), ("imagePullSecrets",)}:
        return "name"
    if kind in _WORKLOADS:
        if parent in {"containers", "initContainers", "ephemeralContainers"}:
            return _CONTAINER.get(last)
        return _POD.get(last) if parent == "spec" else None
    return None


def _map(target: Any, patch: dict[str, Any], kind: str, path: tuple[str, ...]) -> Any:
    directive = patch.get(DIRECTIVE)
    body = {key: value for key, value in patch.items() if key != DIRECTIVE}
    if directive == "delete":
        return None
    if directive == "replace":
        return _bare(body)
    if directive not in (None, "merge"):
        raise DirectiveError(f"`{DIRECTIVE}: {directive}` is none of delete, merge, replace", (*path, DIRECTIVE))
    if not isinstance(target, dict):
        return _bare(body)
    result = dict(target)
    for key, value in body.items():
        if key.startswith("$"):
            raise DirectiveError(f"`{key}` is not supported", (*path, key))
        merged = _value(result.get(key), value, kind, (*path, key))
        if merged is None:
            result.pop(key, None)
        else:
            result[key] = merged
    emptied = not result and target and path == _DROPPED_EMPTY
    return None if emptied else result


def _value(target: Any, patch: Any, kind: str, path: tuple[str, ...]) -> Any:
    if isinstance(patch, dict):
        return _map(target, patch, kind, path)
    if isinstance(patch, list):
        key = merge_key(kind, path)
        if key and isinstance(target, list):
            return _keyed(target, patch, key, kind, path)
        if path == ("metadata", "finalizers") and isinstance(target, list):
            return [*patch, *(item for item in target if item not in patch)]
        return [_bare(item) for item in patch]
    return patch


def _keyed(target: list[Any], patch: list[Any], key: str, kind: str, path: tuple[str, ...]) -> list[Any]:
    """Items matched by key; those that the patch names go first, in its order."""
    known = {item[key]: item for item in target if _has(item, key)}
    result: list[Any] = []
    for item in patch:
        if not _has(item, key):
            raise DirectiveError(f"items of `{'.'.join(path)}` are matched by `{key}`, and one has none", path)
        merged = _map(known.get(item[key]), item, kind, path)
        if merged is not None:
            result.append(merged)
    named = {item[key] for item in patch}
    return [*result, *(item for item in target if not _has(item, key) or item[key] not in named)]


def _has(item: Any, key: str) -> bool:
    """Whether an item can be told apart by a key."""
    return isinstance(item, dict) and isinstance(item.get(key), str | int)


def _bare(value: Any) -> Any:
    """A patch that meets nothing: directives and `null`s say nothing there."""
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if v is not None and k != DIRECTIVE}
    return [_bare(item) for item in value] if isinstance(value, list) else value
