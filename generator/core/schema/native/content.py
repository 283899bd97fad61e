"""ConfigMaps, Secrets, volumes and limits."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.schema import syntax
from generator.core.schema.crd import Json
from generator.core.schema.native.choice import Rule, Trouble, twice
from generator.core.schema.quantity import parsed


def _secret(value: Json) -> Iterator[Trouble]:
    yield from _keys(value)
    metadata, kind = value.get("metadata") or {}, value.get("type") or "Opaque"
    held = {*(value.get("data") or {}), *(value.get("stringData") or {})}
    for name in NEEDED.get(kind, ()):
        if name not in held:
            yield ("data", name), "required", f"a Secret of type {kind} needs key `{name}`"
    account = "kubernetes.io/service-account.name"
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    named = annotations.get(account) if isinstance(annotations, dict) else None
    if kind == "kubernetes.io/service-account-token" and not named:
        yield ("metadata", "annotations", account), "required", f"a Secret of type {kind} needs this annotation"


NEEDED = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}


def _keys(value: Json) -> Iterator[Trouble]:
    """Keys of ConfigMaps and Secrets become file names."""
    for field in ("data", "binaryData", "stringData"):
        for key in value.get(field) or {}:
            fault = syntax.bad_config_key(key)
            if fault:
                yield (field, key), "name", f"{key!r} {fault}"
    for key in (value.get("data") or {}).keys() & (value.get("binaryData") or {}).keys():
        yield ("binaryData", key), "duplicate-key", f"{key!r} is in data too"


def _claim(value: Json) -> Iterator[Trouble]:
    if not value.get("accessModes"):
        yield ("accessModes",), "required", "required field `accessModes` is missing"
    if not ((value.get("resources") or {}).get("requests") or {}).get("storage"):
        yield ("resources", "requests", "storage"), "required", "required field `storage` is missing"
    elif parsed(str(value["resources"]["requests"]["storage"])) <= 0:
        yield ("resources", "requests", "storage"), "bounds", "it must be above 0"


def _limits(value: Json) -> Iterator[Trouble]:
    yield from twice([(one or {}).get("type") for one in value.get("limits") or ()], ("limits",), "type")


CHECKS: dict[str, Rule] = {
    "Secret": _secret,
    "ConfigMap": _keys,
    "PersistentVolumeClaimSpec": _claim,
    "LimitRangeSpec": _limits,
}
