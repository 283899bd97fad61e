"""Pods: containers, volumes, resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.core.schema.crd import Json
from generator.core.schema.finding import Step
from generator.core.schema.native.choice import Rule, Trouble, one_of, twice


def _pod(value: Json) -> Iterator[Trouble]:
    """Names of volumes and containers are unique; every mount has its volume."""
    volumes = [volume.get("name") for volume in value.get("volumes") or () if volume]
    yield from twice(volumes, ("volumes",), "name")
    groups = ("initContainers", "containers")
    named = [
        (group, index, one) for group in groups for index, one in enumerate(value.get(group) or ()) if one is not None
    ]
    seen: set[Any] = set()
    for group, index, one in named:
        if one.get("name") in seen:
            yield (group, index, "name"), "duplicate-key", f"container {one.get('name')!r} is there twice"
        seen.add(one.get("name"))
        for place, mount in enumerate(one.get("volumeMounts") or ()):
            if mount and mount.get("name") not in volumes:
                at: tuple[Step, ...] = (group, index, "volumeMounts", place, "name")
                yield at, "form", f"no volume is called {mount.get('name')!r}"


def _image(value: Json) -> Iterator[Trouble]:
    """A Pod's images have no blanks around them; its template's are not looked at that closely."""
    for index, one in enumerate((value.get("spec") or {}).get("containers") or ()):
        image = (one or {}).get("image") or ""
        if image != image.strip():
            yield ("spec", "containers", index, "image"), "format", f"{image!r} has blanks at an end"


def _container(value: Json) -> Iterator[Trouble]:
    paths = [mount.get("mountPath") for mount in value.get("volumeMounts") or () if mount]
    yield from twice(paths, ("volumeMounts",), "mountPath")
    ports = [port.get("name") or None for port in value.get("ports") or () if port]
    yield from twice(ports, ("ports",), "name")


def _resources(value: Json) -> Iterator[Trouble]:
    from generator.core.schema.quantity import parsed

    limits, requests = value.get("limits") or {}, value.get("requests") or {}
    for group, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            if "/" not in name and name not in RESOURCES and not name.startswith("hugepages-"):
                yield (group, name), "enum", f"{name!r} is none of {', '.join(sorted(RESOURCES))}"
            elif amount is not None and parsed(str(amount)) < 0:
                yield (group, name), "bounds", f"{amount} is below the minimum 0"
    for name in requests.keys() & limits.keys():
        if parsed(str(requests[name] or 0)) > parsed(str(limits[name] or 0)):
            yield ("requests", name), "bounds", f"{requests[name]} is above the limit {limits[name]}"


RESOURCES = frozenset({"cpu", "memory", "ephemeral-storage"})


def _variable(value: Json) -> Iterator[Trouble]:
    if value.get("value") and value.get("valueFrom") is not None:
        yield ("valueFrom",), "form", "value and valueFrom are both set"


def _volume(value: Json) -> Iterator[Trouble]:
    held = [name for name in value if name != "name" and value[name] is not None]
    if len(held) > 1:
        yield (held[-1],), "form", f"only one of {', '.join(held)} may be set"


def _projected(value: Json) -> Iterator[Trouble]:
    paths = [
        item.get("path")
        for source in value.get("sources") or ()
        for kind in ("configMap", "secret", "downwardAPI")
        for item in ((source or {}).get(kind) or {}).get("items") or ()
        if item
    ]
    if len(set(paths)) < len(paths):
        yield ("sources",), "duplicate-key", "two items have the same path"


def _toleration(value: Json) -> Iterator[Trouble]:
    operator = value.get("operator") or "Equal"
    if not value.get("key") and operator != "Exists":
        yield ("operator",), "form", "a toleration without key must have operator Exists"
    if operator == "Exists" and value.get("value"):
        yield ("value",), "form", "operator Exists takes no value"
    if value.get("tolerationSeconds") is not None and value.get("effect") != "NoExecute":
        yield ("effect",), "form", "tolerationSeconds needs effect NoExecute"


SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
CHECKS: dict[str, Rule] = {
    "Pod": _image,
    "PodSpec": _pod,
    "Container": _container,
    "ResourceRequirements": _resources,
    "EnvVar": _variable,
    "EnvVarSource": one_of(*SOURCES),
    "EnvFromSource": one_of("configMapRef", "secretRef"),
    "Probe": one_of(*HANDLERS),
    "LifecycleHandler": one_of("exec", "httpGet", "tcpSocket", "sleep"),
    "Volume": _volume,
    "ProjectedVolumeSource": _projected,
    "Toleration": _toleration,
}
