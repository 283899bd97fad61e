"""Chart values of encryption between nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cilium.minors import minor
from generator.components.cilium.settings import Settings

SAID = ("cilium.encryption",)


def encryption(cilium: Settings) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Nothing when it is off."""
    wanted = cilium.encrypted
    if wanted is None:
        return
    yield "encryption.enabled", True, SAID
    yield "encryption.type", wanted.type, SAID
    if wanted.nodes:
        yield "encryption.nodeEncryption", True, SAID
    if wanted.strict is not None:
        path = minor(cilium.version.minor).strict
        yield f"{path}.enabled", True, SAID
        yield f"{path}.cidr", wanted.strict.canonical, SAID
        if cilium.tunnels:  # pods are then seen behind nodes: chart 1.20, values.yaml
            yield f"{path}.allowRemoteNodeIdentities", True, ()
    if wanted.type == "ipsec":
        yield "encryption.ipsec.secretName", str(wanted.secret), SAID
