"""What clusters of one mesh may not share, or must say alike (Cilium, clustermesh/setup.rst, prerequisites)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.settings import Settings
from generator.core.claiming import Claim, claiming
from generator.core.context import Context


@claiming("cilium/mesh-id-taken")
def mesh_id_taken(ctx: Context, cilium: Settings) -> Iterator[Claim]:
    """Two clusters of a mesh have one `cluster.id`.

    Identities of pods contain it, so policies would take pods of one for pods of the other (Cilium,
    Documentation/network/clustermesh/setup.rst).
    """
    if cilium.cluster_mesh is not None:
        yield Claim(
            what=f"cluster id {ctx.cluster.id}",
            key=(str(ctx.cluster.id),),
            path="id",
            hint="give each cluster of the mesh its own `cluster.id`: identities of pods contain it",
            about=(ctx.cluster,),
        )


@claiming("cilium/mesh-of-two-datapaths")
def mesh_of_two_datapaths(_ctx: Context, cilium: Settings) -> Iterator[Claim]:
    """Clusters of a mesh route differently.

    All must have the same datapath mode, or packets between them are dropped (Cilium,
    Documentation/network/clustermesh/setup.rst).
    """
    if cilium.cluster_mesh is not None:
        yield Claim(
            what=f"routing mode {cilium.routing.mode} in the mesh",
            key=("mode",),
            agreed=cilium.routing.mode,
            hint="give all clusters of the mesh the same `routing.mode`",
            about=(cilium.cluster_mesh,),
        )


@claiming("cilium/mesh-of-two-encryptions")
def mesh_of_two_encryptions(_ctx: Context, cilium: Settings) -> Iterator[Claim]:
    """Some clusters of a mesh encrypt and others do not, or by other means.

    Nodes then send each other what nobody can read (Cilium, Documentation/security/network/encryption-wireguard.rst).
    """
    if cilium.cluster_mesh is not None:
        kind = cilium.encrypted.type if cilium.encrypted else "none"
        yield Claim(
            what=f"encryption {kind} in the mesh",
            key=("encryption",),
            agreed=kind,
            hint="encrypt in all clusters of the mesh or in none: they would send each other what nobody can read",
            about=(cilium.cluster_mesh,),
        )
