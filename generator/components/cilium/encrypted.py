"""Chart values of encryption between nodes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.minors import minor
from generator.components.cilium.said import Said
from generator.components.cilium.settings import Settings
from generator.core.context import Context

SAID = ("cilium.encryption",)


def encryption(ctx: Context, cilium: Settings) -> Iterator[Said]:
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
        if cilium.tunnels or any(network.overlaps(wanted.strict) for network in ctx.cluster.networks.nodes):
            # Else agents refuse to load the datapath (pkg/datapath/linux/config; values.yaml of the chart).
            yield f"{path}.allowRemoteNodeIdentities", True, ()
    if wanted.type == "ipsec":
        yield "encryption.ipsec.secretName", str(wanted.secret), SAID
