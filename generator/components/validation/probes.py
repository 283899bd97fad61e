"""What is checked: the probes that components offer, and those that follow from the tree itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from generator.components.cilium import CLUSTERWIDE, POLICY
from generator.components.validation.addresses import Vip, vips
from generator.core.context import Context
from generator.core.graph import Graph
from generator.core.offer import AddressPool, Announcement, ChartValue, Probe, SecretRef, Sync

FLUX = {
    "kustomizations": ("Kustomization", "kustomize.toolkit.fluxcd.io"),
    "helmreleases": ("HelmRelease", "helm.toolkit.fluxcd.io"),
}
DENY = "security/deny"
"""Unit of the policy that refuses what nothing allows."""
LEASES, HOST = "l2-leases", "host"


def _offered(ctx: Context, _graph: Graph) -> Iterator[Probe]:
    for probe in ctx.offers(Probe):
        if probe.kind == HOST:
            from generator.components.validation.hosts import aimed  # imports gateways: only where there are some

            yield aimed(ctx, probe)
        else:
            yield probe


def _nodes(ctx: Context, _graph: Graph) -> Iterator[Probe]:
    yield _probe("nodes", names=[str(node.name) for node in ctx.nodes])


def _flux(ctx: Context, graph: Graph) -> Iterator[Probe]:
    """All that Flux applies."""
    for sync in ctx.offers(Sync):
        for plural, (kind, group) in FLUX.items():
            names = sorted(o.name for o in graph.of(kind, group) if o.namespace == sync.namespace)
            if names:
                yield _probe("flux", f"flux-{plural}", kind=f"{plural}.{group}", namespace=sync.namespace, names=names)


def _secrets(ctx: Context, _graph: Graph) -> Iterator[Probe]:
    """The Secrets that somebody has to bring."""
    secrets: dict[tuple[str, str], set[str]] = {}
    for ref in ctx.offers(SecretRef):
        secrets.setdefault((str(ref.namespace), str(ref.name)), set()).update(ref.keys)
    for (namespace, name), keys in sorted(secrets.items()):
        yield _probe("secret", f"secret-{namespace}-{name}", namespace=namespace, name=name, keys=sorted(keys))


def _addresses(ctx: Context, graph: Graph) -> Iterator[Probe]:
    """Pools, who has their addresses, and whether anybody hears of them."""
    for pool in ctx.offers(AddressPool):
        yield _probe("pool", f"pool-{pool.name}", name=str(pool.name), disabled=pool.disabled)
    if ctx.offers(AddressPool):
        yield _probe("load-balancers")
    found = vips(graph)
    by = {name: [a for a in ctx.offers(Announcement) if a.by == name] for name in ("bgp", "l2")}
    routed = sorted({a for vip in found if vip.announced(by["bgp"]) for a in vip.addresses})
    if routed:
        yield _probe("bgp-routes", addresses=routed)
    for vip in found:
        if vip.announced(by["l2"]):
            yield from _lease(ctx, vip)
    for vip in found:
        if vip.ports:
            for address in vip.addresses:
                yield _probe("reach", f"reach-{address}", address=address, ports=[str(port) for port in vip.ports])
    for certificate in graph.of("Certificate", "cert-manager.io"):
        namespace = certificate.namespace or "default"
        name = f"certificate-{namespace}-{certificate.name}"
        yield _probe("certificate", name, namespace=namespace, name=certificate.name)


def _lease(ctx: Context, vip: Vip) -> Iterator[Probe]:
    for probe in ctx.offers(Probe):
        if probe.kind == LEASES:
            lease = f"{probe.facts['prefix']}{vip.namespace}-{vip.service}"
            yield _probe("l2-lease", f"l2-lease-{vip.namespace}-{vip.service}", lease=lease)


def _policies(ctx: Context, graph: Graph) -> Iterator[Probe]:
    """The policies of the tree, and how policies behave: on pods of the script's own."""
    clusterwide = graph.of(CLUSTERWIDE, "cilium.io")
    namespaced = [f"{p.namespace}/{p.name}" for p in graph.of(POLICY, "cilium.io")]
    if clusterwide or namespaced:
        yield _probe("policies", cluster=sorted(p.name for p in clusterwide), namespaced=sorted(namespaced))
    yield _probe("cluster-dns", domain=str(ctx.cluster.dns_domain))
    audit = any(value.path == "policyAuditMode" and value.value for value in ctx.offers(ChartValue))
    if not audit:
        yield _probe("policy-l4")
        yield _probe("policy-l7")
    if any(policy.unit == DENY for policy in clusterwide):
        yield _probe("default-deny", mode="audit" if audit else "enforce")


def _pods(ctx: Context, _graph: Graph) -> Iterator[Probe]:
    """Speed between nodes, and failover."""
    yield _probe("throughput")
    yield _probe("latency")
    bgp, *prefixes = ctx.part(_failing_over)
    yield _probe("failover-agent", bgp=bgp)
    for prefix in prefixes:
        yield _probe("failover-vip", prefix=prefix)
    yield _probe("failover-drain")


def _failing_over(ctx: Context) -> tuple[Any, ...]:
    """(whether there are BGP sessions, the prefix of each kind of lease)."""
    offered = ctx.offers(Probe)
    prefixes = (probe.facts["prefix"] for probe in offered if probe.kind == LEASES)
    return (any(probe.kind == "bgp-session" for probe in offered), *prefixes)


def _probe(kind: str, name_of_check: str | None = None, /, **facts: Any) -> Probe:
    return Probe(name=name_of_check or kind, kind=kind, facts=facts)


GROUPS: tuple[Callable[[Context, Graph], Iterator[Probe]], ...] = (
    _nodes, _flux, _secrets, _offered, _addresses, _policies, _pods,
)  # fmt: skip
"""Every probe, in the order in which they help to find what is wrong; of one name the first counts."""
