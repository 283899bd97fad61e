"""Chart values of a mesh: how this cluster is reached, and the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cilium import fleet
from generator.components.cilium.minors import minor
from generator.components.cilium.said import Said
from generator.components.cilium.sections.mesh import ClusterMesh
from generator.components.cilium.settings import Settings
from generator.core import exposure
from generator.core.context import Context
from generator.core.net import Address
from generator.core.offer import ChartValue
from generator.core.values import at

SERVICE, LABELS = "clustermesh-apiserver", "clustermesh.apiserver.service.labels"
_OWN = {"app.kubernetes.io/name": SERVICE, "app.kubernetes.io/part-of": "cilium", "k8s-app": SERVICE}
"""What the Service bears anyway (templates/clustermesh-apiserver/service.yaml)."""


def written(cilium: Settings) -> dict[str, str]:
    """Labels of the Service that somebody wrote: then nothing is added to them."""
    found = at(cilium.values, LABELS.split("."))
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def needed(ctx: Context, cilium: Settings, address: Address) -> dict[str, str]:
    """Labels that pools and announcements ask of the Service; while values are offered, pools alone are known."""
    return exposure.labels(ctx, SERVICE, cilium.namespace, (address,), _OWN)


def seen(ctx: Context, cilium: Settings) -> dict[str, str]:
    """What selectors see of the Service as it is made."""
    named = {exposure.NAME: SERVICE, exposure.NAMESPACE: cilium.namespace}
    made = (item.value for item in ctx.offers(ChartValue) if item.path == LABELS)
    return {**_OWN, **next(made, {}), **written(cilium), **named}


def meshed(ctx: Context, cilium: Settings, mesh: ClusterMesh) -> Iterator[Said]:
    """Its API server, its address, and every other cluster that says one."""
    said = ("cilium.clusterMesh",)
    yield "clustermesh.useAPIServer", True, said
    if max((ctx.cluster.id, *(peer.id for peer in fleet.peers(ctx)))) > 255:
        yield "clustermesh.maxConnectedClusters", 511, ()
    # By Helm the chart would bring the authority itself, and not take one that is there (templates/cilium-ca-secret.yaml).
    yield "clustermesh.apiserver.tls.auto.method", "cronJob", said
    schedule = minor(cilium.version.minor).mesh_schedule
    if schedule is not None:
        yield "clustermesh.apiserver.tls.auto.schedule", schedule, ()
    yield "clustermesh.apiserver.replicas", mesh.replicas, said
    yield "clustermesh.apiserver.service.type", mesh.expose, said
    if mesh.expose == "NodePort":
        yield "clustermesh.apiserver.service.nodePort", mesh.node_port, said
    elif mesh.address is not None and mesh.address.address is not None:
        yield "clustermesh.apiserver.service.annotations", {"lbipam.cilium.io/ips": str(mesh.address)}, said
        asked = needed(ctx, cilium, mesh.address.address)
        if asked and not written(cilium):
            yield LABELS, asked, ("cilium.clusterMesh", "pools")
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
