"""Encryption between nodes."""

from typing import Literal

from generator.core.model import Annotated, Section, doc
from generator.core.net import Network
from generator.core.scalar import DottedName

Kind = Literal["wireguard", "ipsec"]


class Encryption(Section, frozen=True):
    """What is encrypted between nodes, and how."""

    type: Annotated[Kind, doc("wireguard: keys are made by themselves; ipsec: the key is a Secret.")]
    nodes: Annotated[
        bool, doc("Also traffic of the nodes themselves (WireGuard; deprecated upstream, gone with Cilium 1.22).")
    ] = False
    strict: Annotated[
        Network | None, doc("Drop unencrypted traffic between pods of this network (WireGuard, IPv4).", "10.42.0.0/16")
    ] = None
    secret: Annotated[DottedName, doc("Secret with the IPsec keys, key `keys`, beside Cilium.")] = DottedName(
        "cilium-ipsec-keys"
    )
