"""Chart values of a mesh: how this cluster is reached, and the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cilium import fleet
from generator.components.cilium.minors import minor
from generator.components.cilium.said import Said
from generator.components.cilium.sections.mesh import ClusterMesh
from generator.components.cilium.settings import Settings
from generator.core.context import Context


def meshed(ctx: Context, cilium: Settings, mesh: ClusterMesh) -> Iterator[Said]:
    """Its API server, its address, and every other cluster that says one."""
    said = ("cilium.clusterMesh",)
    yield "clustermesh.useAPIServer", True, said
    if max((ctx.cluster.id, *(peer.id for peer in fleet.peers(ctx)))) > 255:
        yield "clustermesh.maxConnectedClusters", 511, ()
    yield "clustermesh.apiserver.replicas", mesh.replicas, said
    yield "clustermesh.apiserver.service.type", mesh.expose, said
    if mesh.expose == "NodePort":
        yield "clustermesh.apiserver.service.nodePort", mesh.node_port, said
    elif mesh.address is not None and mesh.address.address is not None:
        yield "clustermesh.apiserver.service.annotations", {"lbipam.cilium.io/ips": str(mesh.address)}, said
    if mesh.address is not None and mesh.address.address is None:
        # The others hold its certificate against the name that they ask for.
        yield minor(cilium.version.minor).mesh_names, [str(mesh.address)], said
    clusters = {peer.name: _reached(peer) for peer in fleet.peers(ctx) if peer.address is not None}
    yield "clustermesh.config.enabled", True, said
    if minor(cilium.version.minor).named_clusters:
        yield "clustermesh.config.clusters", clusters, said
    else:
        yield "clustermesh.config.clusters", [{"name": name, **how} for name, how in clusters.items()], said


def _reached(peer: fleet.Peer) -> dict[str, Any]:
    if peer.address is not None and peer.address.address is not None:
        return {"ips": [str(peer.address)], "port": peer.port}
    return {"address": str(peer.address), "port": peer.port}
