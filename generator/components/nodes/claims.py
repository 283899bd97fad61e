"""What the nodes of a mesh must say alike."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.core.claiming import Claim, claiming
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.inventory import Node


@claiming("nodes/mtu-differs-in-mesh", WARNING)
def mtu_differs_in_mesh(ctx: Context, _nodes: tuple[Node, ...]) -> Iterator[Claim]:
    """Clusters of one mesh write different MTUs.

    Packets between their nodes, which talk to each other directly, are as large as the sender's MTU allows; where a link
    carries less and nobody answers for it, large transfers hang (RFC 2923, black hole detection).
    """
    cilium = ctx.get(CILIUM)
    if cilium is not None and cilium.cluster_mesh is not None and cilium.mtu is not None:
        yield Claim(
            what=f"MTU {cilium.mtu}",
            key=("mtu",),
            agreed=str(cilium.mtu),
            path="mtu",
            hint="write the same `cilium.mtu` in all clusters of the mesh, the smallest that their links carry",
            about=(cilium,),
        )
