"""What can be seen of Cilium on the running cluster, and what must agree across the clusters of a mesh."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.offer import Claim, Probe


def probes(ctx: Context, cilium: Settings) -> Iterator[Probe]:
    """One per feature in use. `status` facts are lines of `cilium-dbg status --verbose`."""

    def probe(kind: str, facts: dict[str, Any] | None = None) -> Probe:
        return Probe(name=f"cilium-{kind}", kind=kind, facts=facts or {}, about=(cilium,))

    yield probe("agents", {"namespace": cilium.namespace, "version": cilium.version.bare})
    yield probe("operator", {"namespace": cilium.namespace, "replicas": cilium.operator.replicas})
    yield probe("connectivity", {"namespace": cilium.namespace})
    yield probe("kube-proxy-replacement", {"on": cilium.kube_proxy_replacement})
    yield probe("routing", {"mode": cilium.routing.mode, "protocol": cilium.routing.protocol})
    yield probe("masquerading", {"by": cilium.masquerade})
    if cilium.load_balancer.acceleration != "disabled":
        yield probe("xdp", {"mode": cilium.load_balancer.acceleration})
    if cilium.encrypted is not None:
        yield probe("encryption", {"type": cilium.encrypted.type})
    if cilium.bandwidth_manager is not None:
        yield probe("bandwidth-manager", {"bbr": cilium.bandwidth_manager.bbr})
    if cilium.egress_gateway:
        yield probe("egress-gateway", {"policies": sorted(egress.name for egress in cilium.egress_gateway)})
    if cilium.cluster_mesh is not None:
        names = sorted(member.name for member in ctx.fleet if member.name != ctx.cluster.name)
        yield probe("cluster-mesh", {"clusters": names})


def claims(ctx: Context, cilium: Settings) -> Iterator[Claim]:
    """Clusters of one mesh: an id each, one datapath, one kind of encryption.

    Cilium, Documentation/network/clustermesh/setup.rst, prerequisites.
    """
    mesh = cilium.cluster_mesh
    if mesh is None:
        return
    about = (mesh,)
    yield Claim(
        code="cilium/mesh-id-taken", what=f"cluster id {ctx.cluster.id}", key=(str(ctx.cluster.id),), path="id",
        hint="give each cluster of the mesh its own `cluster.id`: identities of pods contain it", about=(ctx.cluster,),
    )  # fmt: skip
    yield Claim(
        code="cilium/mesh-of-two-datapaths", what=f"routing mode {cilium.routing.mode} in the mesh", key=("mode",),
        agreed=cilium.routing.mode, hint="give all clusters of the mesh the same `routing.mode`", about=about,
    )  # fmt: skip
    kind = cilium.encrypted.type if cilium.encrypted else "none"
    yield Claim(
        code="cilium/mesh-of-two-encryptions", what=f"encryption {kind} in the mesh", key=("encryption",), agreed=kind,
        hint="encrypt in all clusters of the mesh or in none: they would send each other what nobody can read",
        about=about,
    )  # fmt: skip
