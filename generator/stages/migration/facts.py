"""What the plan knows of this cluster: from the compiled tree, so that overlays count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from generator.core.context import Context
from generator.core.graph import Graph
from generator.core.layout import Layout
from generator.core.offer import AddressPool, Sync

_HELM, _KUSTOMIZE = "helm.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io"
_GATEWAY = "gateway.networking.k8s.io"


class Facts(Struct, frozen=True, kw_only=True):
    """One cluster."""

    name: str
    distribution: str
    nodes: tuple[str, ...]
    """Agents first: a migration begins where it costs least."""
    pods: tuple[str, ...]
    flux: str
    """Namespace of Flux."""
    values: dict[str, Any]
    """Final values of the Cilium release."""
    units: tuple[str, ...]
    """Kustomizations."""
    pools: tuple[tuple[str, tuple[str, ...]], ...]
    announces: tuple[str, ...]
    """bgp, l2."""
    routers: bool
    """Whether the tree has sessions whose other end is configured from infra/routers."""
    hosts: tuple[tuple[str, str], ...]
    """(host, first address of its gateway)."""
    script: str
    overlays: str
    """Where overlays of this cluster stand."""

    def at(self, path: str) -> Any:
        """A value of the release, None when nothing says it: `routingMode`, `encryption.enabled`."""
        here: Any = self.values
        for key in path.split("."):
            here = here.get(key) if isinstance(here, dict) else None
        return here

    def units_of(self, *prefixes: str) -> tuple[str, ...]:
        """Kustomizations of these folders of the tree, in the order of the folders."""
        return tuple(name for prefix in prefixes for name in self.units if name.startswith(prefix))


def facts(ctx: Context, graph: Graph, layout: Layout) -> Facts:
    """Raises nothing: what the inventory does not say is empty."""
    cluster = ctx.cluster
    release = next((o for o in graph.of("HelmRelease", _HELM) if o.name == "cilium"), None)
    values = release.spec.get("values") if release is not None else None
    sync = next(iter(ctx.offers(Sync)), None)
    return Facts(
        name=str(cluster.name),
        distribution=cluster.distribution,
        nodes=tuple(str(n.name) for n in sorted(ctx.nodes, key=lambda n: (n.role == "server", n.name))),
        pods=tuple(map(str, cluster.networks.pods)),
        flux=sync.namespace if sync is not None else "flux-system",
        values=values if isinstance(values, dict) else {},
        units=tuple(o.name for o in graph.of("Kustomization", _KUSTOMIZE)),
        pools=tuple((str(p.name), tuple(map(str, p.blocks))) for p in ctx.offers(AddressPool)),
        announces=_announces(graph),
        routers=bool(graph.of("CiliumBGPClusterConfig", "cilium.io")),
        hosts=tuple(_hosts(graph)),
        script=layout.path("scripts/validation/test-cilium-cluster.sh"),
        overlays=f"overlays/clusters/{layout.cluster}" if layout.cluster else "overlays",
    )


def _announces(graph: Graph) -> tuple[str, ...]:
    kinds = {"bgp": "CiliumBGPAdvertisement", "l2": "CiliumL2AnnouncementPolicy"}
    return tuple(name for name, kind in kinds.items() if graph.of(kind, "cilium.io"))


def _hosts(graph: Graph) -> Iterable[tuple[str, str]]:
    """Published hosts with the first address of their first gateway; "" where a pool gives it."""
    gateways = {(g.namespace, g.name): g for g in graph.of("Gateway", _GATEWAY)}
    for route in graph.of("HTTPRoute", _GATEWAY):
        parents = [p for p in route.spec.get("parentRefs") or () if isinstance(p, dict)]
        for parent in parents[:1]:
            gateway = gateways.get((parent.get("namespace", route.namespace), str(parent.get("name"))))
            addresses = (gateway.spec.get("addresses") if gateway is not None else None) or [{}]
            for host in route.spec.get("hostnames") or ():
                yield str(host), str(addresses[0].get("value", ""))
