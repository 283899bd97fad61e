"""What a Pod asks of the node that hosts it: names, users, namespaces, name servers."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.schema.crd import Json
from generator.core.schema.native.choice import Trouble
from generator.core.schema.native.resources import named

LONGEST_HOSTNAME, LONGEST_SEARCHES, LONGEST_LIFE = 64, 2048, 2**31 - 1


def hosted(pod: Json) -> Iterator[Trouble]:
    """Rules of a Pod as a whole."""
    yield from _hostname(pod)
    yield from _users(pod)
    yield from _names(pod)
    yield from _files(pod)
    yield from named(pod.get("overhead") or {}, ("overhead",))
    if (pod.get("activeDeadlineSeconds") or 0) > LONGEST_LIFE:
        yield ("activeDeadlineSeconds",), "bounds", f"is above {LONGEST_LIFE}"


def _hostname(pod: Json) -> Iterator[Trouble]:
    name, at = pod.get("hostnameOverride"), ("hostnameOverride",)
    if name is None:
        return
    for other in ("hostNetwork", "setHostnameAsFQDN"):
        if pod.get(other):
            yield at, "form", f"it does not go with {other}"
    if len(name) > LONGEST_HOSTNAME:
        yield at, "bounds", f"is longer than {LONGEST_HOSTNAME} characters"


def _users(pod: Json) -> Iterator[Trouble]:
    context = pod.get("securityContext") or {}
    if pod.get("hostPID") and (pod.get("shareProcessNamespace") or context.get("shareProcessNamespace")):
        yield ("shareProcessNamespace",), "form", "it does not go with hostPID"
    if pod.get("hostUsers") is False:
        for group in ("initContainers", "containers"):
            for index, one in enumerate(pod.get(group) or ()):
                if (one or {}).get("volumeDevices"):
                    yield (group, index, "volumeDevices"), "form", "devices do not go with hostUsers: false"


def _names(pod: Json) -> Iterator[Trouble]:
    config = pod.get("dnsConfig") or {}
    if pod.get("dnsPolicy") == "None" and not config.get("nameservers"):
        yield ("dnsConfig", "nameservers"), "required", "dnsPolicy None needs one"
    if len(" ".join(one or "" for one in config.get("searches") or ())) > LONGEST_SEARCHES:
        yield ("dnsConfig", "searches"), "bounds", f"hold more than {LONGEST_SEARCHES} characters"


def _files(pod: Json) -> Iterator[Trouble]:
    """Variables are read from files of volumes that are empty at first."""
    empty = {one.get("name") for one in pod.get("volumes") or () if one and one.get("emptyDir") is not None}
    for group in ("initContainers", "containers"):
        for index, one in enumerate(pod.get(group) or ()):
            for place, variable in enumerate((one or {}).get("env") or ()):
                ref = ((variable or {}).get("valueFrom") or {}).get("fileKeyRef")
                if ref is not None and ref.get("volumeName") not in empty:
                    at = (group, index, "env", place, "valueFrom", "fileKeyRef", "volumeName")
                    yield at, "form", f"no volume of type emptyDir is called {ref.get('volumeName')!r}"
