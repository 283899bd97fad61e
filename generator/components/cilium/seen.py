"""What can be seen of Cilium on the running cluster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.offer import Probe


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
