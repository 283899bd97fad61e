"""The release, what single nodes do differently, and who leaves the cluster where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cilium.release import described
from generator.components.cilium.sections.mesh import Egress
from generator.components.cilium.settings import Settings
from generator.components.flux import namespace_of_flux
from generator.core.artifact import Json, Manifest, manifest, pruned
from generator.core.context import Context
from generator.core.inventory import Node
from generator.core.release import release

API = "cilium.io/v2"
NODES = "cilium/nodes"


def emit(ctx: Context, cilium: Settings) -> Iterator[Manifest]:
    """No release where RKE2 owns it."""
    if cilium.owner == "flux":
        yield from release(ctx, described(ctx, cilium), namespace_of_flux(ctx))
    for node in sorted(ctx.nodes, key=lambda node: node.name):
        if node.cilium:
            yield manifest(
                NODES, "node-configs", API, "CiliumNodeConfig", node.name,
                namespace=cilium.namespace, spec=_node(node), about=(node,),
            )  # fmt: skip
    for egress in sorted(cilium.egress_gateway, key=lambda egress: egress.name):
        yield manifest(
            NODES,
            "egress-policies",
            API,
            "CiliumEgressGatewayPolicy",
            egress.name,
            spec=_egress(egress),
            about=(egress,),
        )


def _node(node: Node) -> Json:
    return {
        "nodeSelector": {"matchLabels": {"kubernetes.io/hostname": str(node.name)}},
        "defaults": {key: flag(value) for key, value in sorted(node.cilium.items())},
    }


def flag(value: Any) -> str:
    """As the agent reads it from its ConfigMap: text, lists with spaces between."""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _egress(egress: Egress) -> Json:
    selector = pruned(
        {
            "namespaceSelector": egress.namespaces.spec() if egress.namespaces is not None else None,
            "podSelector": egress.pods.spec() if egress.pods is not None else None,
        }
    )
    gateway = pruned(
        {
            "nodeSelector": egress.node.spec(),
            "egressIP": None if egress.address is None else str(egress.address),
            "interface": egress.interface,
        }
    )
    return {
        "selectors": [selector or {"podSelector": {}}],
        "destinationCIDRs": [network.canonical for network in egress.destinations],
        "egressGateway": gateway,
    }
