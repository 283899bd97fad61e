"""Pods: containers, volumes, resources."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from generator.core.schema.crd import Json
from generator.core.schema.finding import Step
from generator.core.schema.native.choice import Rule, Trouble, one_of, twice
from generator.core.schema.native.hosting import hosted
from generator.core.schema.syntax import bad_subdomain


def _pod(value: Json) -> Iterator[Trouble]:
    """Names of volumes and containers are unique; every mount has its volume."""
    yield from _names(value)
    yield from mounts(value)
    yield from _host(value)
    yield from _account(value)
    yield from hosted(value)


def _account(value: Json) -> Iterator[Trouble]:
    """The old name of `serviceAccountName` counts where that is not written (pkg/apis/core/v1/conversion.go)."""
    old = value.get("serviceAccount")
    if isinstance(old, str) and old and not value.get("serviceAccountName") and (wrong := bad_subdomain(old)):
        yield ("serviceAccount",), "format", f"{old!r} {wrong}"


def _host(value: Json) -> Iterator[Trouble]:
    """Ports of the host are there once, and on its network the containers' own; its users are for Pods apart."""
    if value.get("hostUsers") is False:
        for name in ("hostNetwork", "hostPID", "hostIPC"):
            if value.get(name):
                yield (name,), "form", "it goes without hostUsers: false"
    seen: set[Any] = set()
    for at, one in _containers(value):
        for index, port in enumerate(one.get("ports") or ()):
            number, own = (port or {}).get("hostPort"), (port or {}).get("containerPort")
            if not number:
                continue
            where = (*at, "ports", index, "hostPort")
            if value.get("hostNetwork") and number != own:
                yield where, "form", f"{number} is not containerPort {own}, with hostNetwork"
            key = (port.get("protocol") or "TCP", port.get("hostIP") or "", number)
            if key in seen and at[0] == "containers":
                yield where, "duplicate-key", f"{number} is there twice"
            seen.add(key)


def _claiming(value: Json) -> Iterator[Trouble]:
    """Judge a Pod of a StatefulSet without its mounts, which its claims may bring."""
    yield from _names(value)
    yield from _host(value)
    yield from _account(value)
    yield from hosted(value)


def _names(value: Json) -> Iterator[Trouble]:
    yield from twice([volume.get("name") for volume in value.get("volumes") or () if volume], ("volumes",), "name")
    seen: set[Any] = set()
    for at, one in _containers(value):
        if one.get("name") in seen:
            yield (*at, "name"), "duplicate-key", f"container {one.get('name')!r} is there twice"
        seen.add(one.get("name"))


def mounts(value: Json, more: Collection[Any] = ()) -> Iterator[Trouble]:
    """Every mount has its volume, or one of `more`."""
    volumes = {*more, *(volume.get("name") for volume in value.get("volumes") or () if volume)}
    for at, one in _containers(value):
        for field in ("volumeMounts", "volumeDevices"):
            for place, mount in enumerate(one.get(field) or ()):
                if mount and mount.get("name") not in volumes:
                    yield (*at, field, place, "name"), "form", f"no volume is called {mount.get('name')!r}"
        for index, policy in enumerate(one.get("resizePolicy") or ()):
            if value.get("restartPolicy") == "Never" and (policy or {}).get("restartPolicy") == "RestartContainer":
                yield (
                    (*at, "resizePolicy", index, "restartPolicy"),
                    "form",
                    "a Pod that never restarts takes NotRequired",
                )
        if (one.get("securityContext") or {}).get("procMount") == "Unmasked" and value.get("hostUsers") is not False:
            yield (*at, "securityContext", "procMount"), "form", "Unmasked needs hostUsers: false"


def _containers(value: Json) -> Iterator[tuple[tuple[Step, ...], Json]]:
    for group in ("initContainers", "containers"):
        for index, one in enumerate(value.get(group) or ()):
            if one is not None:
                yield (group, index), one


def _image(value: Json) -> Iterator[Trouble]:
    """A Pod's images have no blanks around them; its template's are not looked at that closely."""
    for index, one in enumerate((value.get("spec") or {}).get("containers") or ()):
        image = (one or {}).get("image") or ""
        if image != image.strip():
            yield ("spec", "containers", index, "image"), "format", f"{image!r} has blanks at an end"


def _container(value: Json) -> Iterator[Trouble]:
    paths = [mount.get("mountPath") for mount in value.get("volumeMounts") or () if mount]
    yield from twice(paths, ("volumeMounts",), "mountPath")
    privileged = (value.get("securityContext") or {}).get("privileged")
    for index, mount in enumerate(value.get("volumeMounts") or ()):
        if mount and mount.get("mountPropagation") == "Bidirectional" and not privileged:
            yield ("volumeMounts", index, "mountPropagation"), "form", "Bidirectional needs a privileged container"
    ports = [port.get("name") or None for port in value.get("ports") or () if port]
    yield from twice(ports, ("ports",), "name")
    resized = [(policy or {}).get("resourceName") for policy in value.get("resizePolicy") or ()]
    yield from twice(resized, ("resizePolicy",), "resourceName")
    if (value.get("readinessProbe") or {}).get("terminationGracePeriodSeconds") is not None:
        yield ("readinessProbe", "terminationGracePeriodSeconds"), "form", "a readiness probe ends nothing"
    for name in ("livenessProbe", "startupProbe"):
        threshold = (value.get(name) or {}).get("successThreshold")
        if threshold not in {None, 0, 1}:
            yield (name, "successThreshold"), "bounds", f"{threshold} is not 1"


def _profile(value: Json) -> Iterator[Trouble]:
    """A profile of seccomp or AppArmor is named for type Localhost, and only for it."""
    local, named = value.get("type") == "Localhost", value.get("localhostProfile")
    if local != bool(named):
        yield ("localhostProfile",), "form", "type Localhost needs it" if local else "only type Localhost takes it"


def _security(value: Json) -> Iterator[Trouble]:
    if value.get("allowPrivilegeEscalation") is False:
        added = (value.get("capabilities") or {}).get("add") or ()
        for held, what in ((value.get("privileged"), "privileged"), ("CAP_SYS_ADMIN" in added, "CAP_SYS_ADMIN")):
            if held:
                yield ("allowPrivilegeEscalation",), "form", f"false does not go with {what}"


def _sysctls(value: Json) -> Iterator[Trouble]:
    yield from twice([(one or {}).get("name") for one in value.get("sysctls") or ()], ("sysctls",), "name")


def _mount(value: Json) -> Iterator[Trouble]:
    if value.get("recursiveReadOnly") in {"Enabled", "IfPossible"} and not value.get("readOnly"):
        yield ("recursiveReadOnly",), "form", "it needs readOnly: true"


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
    "ClaimingPodSpec": _claiming,
    "PodSecurityContext": _sysctls,
    "SecurityContext": _security,
    "SeccompProfile": _profile,
    "AppArmorProfile": _profile,
    "Container": _container,
    "EnvVar": _variable,
    "EnvVarSource": one_of(*SOURCES),
    "EnvFromSource": one_of("configMapRef", "secretRef"),
    "Probe": one_of(*HANDLERS),
    "LifecycleHandler": one_of("exec", "httpGet", "tcpSocket", "sleep"),
    "Volume": _volume,
    "VolumeMount": _mount,
    "ProjectedVolumeSource": _projected,
    "Toleration": _toleration,
}
