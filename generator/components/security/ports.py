"""Ports as Cilium's policies write them."""

from __future__ import annotations

from collections.abc import Iterable

from generator.core.artifact import Json
from generator.core.scalar import Port

MOST = 40
"""Ports that one list may hold (CRD of Cilium: `maxItems`)."""


def lists(ports: Iterable[Port]) -> list[Json]:
    """`toPorts`: as many lists as the ports need; each port once."""
    found = [port_of(port) for port in dict.fromkeys(ports)]
    return [{"ports": found[start : start + MOST]} for start in range(0, len(found), MOST)]


def port_of(port: Port) -> Json:
    """One port, range or name. A name stands as it is: each pod says what it means."""
    spec: Json = {"port": str(port.name or port.number)}
    if port.last is not None and port.last != port.number:
        spec["endPort"] = port.last
    spec["protocol"] = port.protocol
    return spec
