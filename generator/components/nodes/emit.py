"""Kernel modules, sysctls, and the interfaces that NetworkManager leaves alone: files of every node."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.nodes.kernel import kernel
from generator.components.nodes.names import MODULES, NETWORK_MANAGER, NFTABLES, SYSCTLS, home
from generator.components.nodes.nftables import nftables
from generator.core.artifact import Json, Text
from generator.core.context import Context
from generator.core.inventory import Node

INTERFACES = ("cilium_*", "lxc*")
"""Interfaces that Cilium makes. RKE2 documents the remedy for Canal's; that these are Cilium's names was not found upstream."""


def emit(ctx: Context, nodes: tuple[Node, ...]) -> Iterator[Text]:
    """Nothing on Talos, which has no such files."""
    if ctx.cluster.distribution == "talos":
        return
    wanted = kernel(ctx)
    yield _text(ctx, MODULES, {"lines": list(wanted.modules)}, nodes)
    yield _text(ctx, SYSCTLS, {"lines": [f"{key} = {value}" for key, value in wanted.sysctls.items()]}, nodes)
    unmanaged = ";".join(f"interface-name:{name}" for name in INTERFACES)
    yield _text(ctx, NETWORK_MANAGER, {"lines": ["[keyfile]", f"unmanaged-devices={unmanaged}"]}, nodes)
    for role in sorted({node.role for node in nodes}):
        yield _text(ctx, NFTABLES[role], {"lines": nftables(ctx, role)}, nodes)


def _text(ctx: Context, path: str, facts: Json, nodes: tuple[Node, ...]) -> Text:
    return Text(
        path=f"{home(ctx.cluster.distribution)}/{path}", template="nodes/lines.j2", facts=facts, about=nodes[:1]
    )
