"""Where the files of a distribution's nodes stand in the tree, and where they belong on a node."""

from __future__ import annotations

from msgspec import Struct

from generator.core.inventory import Distribution
from generator.core.layout import INFRA

MODULES = "modules-load.d/infraflux.conf"
SYSCTLS = "sysctl.d/99-infraflux.conf"
"""Sorted after distributions' own files, before the one that Cilium's `sysctlfix` writes (99-zzz-override_cilium.conf)."""
NETWORK_MANAGER = "NetworkManager/conf.d/infraflux.conf"
NFTABLES = {"server": "nftables/server.nft", "agent": "nftables/agent.nft"}
"""Rules by role; installed only where nftables is the firewall."""


class File(Struct, frozen=True):
    """A file of every node."""

    path: str
    """Below `infra/<distribution>/`."""
    target: str
    """On the node."""


FILES = tuple(File(path, f"/etc/{path}") for path in (MODULES, SYSCTLS, NETWORK_MANAGER))


def files(distribution: Distribution) -> tuple[File, ...]:
    """Files that every node needs; Talos has its machine configuration instead."""
    return () if distribution == "talos" else FILES


def home(distribution: Distribution) -> str:
    """Folder of the distribution in the tree."""
    return f"{INFRA}/{distribution}"
