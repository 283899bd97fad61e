"""Cilium's release as the object graph has it: which HelmRelease it is, and what its values say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.core.charted import chart_of
from generator.core.graph import Graph, Object
from generator.core.values import at

HELM = "helm.toolkit.fluxcd.io"
Read = Callable[[str], Any]
DEFAULTS: dict[str, Any] = {
    "autoDirectNodeRoutes": False,
    "bgpControlPlane.enabled": False,
    "bpf.datapathMode": "veth",
    "bpf.hostLegacyRouting": False,
    "bpf.masquerade": False,
    "cluster.id": 0,
    "cluster.name": "default",
    "directRoutingSkipUnreachable": False,
    "egressGateway.enabled": False,
    "enableIPv4BIGTCP": False,
    "enableIPv4Masquerade": True,
    "enableIPv6BIGTCP": False,
    "enableIPv6Masquerade": True,
    "encryption.enabled": False,
    "encryption.type": "ipsec",
    "gatewayAPI.enabled": False,
    "hostFirewall.enabled": False,
    "identityAllocationMode": "crd",
    "ipam.mode": "cluster-pool",
    "ipv4.enabled": True,
    "ipv6.enabled": False,
    "kubeProxyReplacement": False,
    "l2announcements.enabled": False,
    "loadBalancer.acceleration": "disabled",
    "loadBalancer.dsrDispatch": "opt",
    "loadBalancer.mode": "snat",
    "operator.replicas": 2,
    "routingMode": "tunnel",
    "tunnelProtocol": "vxlan",
}
"""What the chart takes when nothing is written (values.yaml and templates/cilium-configmap.yaml, 1.18 to 1.20)."""


def releases(graph: Graph) -> tuple[Object, ...]:
    """HelmReleases of Cilium's chart whose values are all in the tree."""
    return graph.once(_releases)


def _releases(graph: Graph) -> tuple[Object, ...]:
    return tuple(one for one in graph.of("HelmRelease", HELM) if _is_readable(one) and _is_cilium(graph, one))


def _is_cilium(graph: Graph, release: Object) -> bool:
    chart = chart_of(graph, release)
    return chart is not None and chart.name == "cilium"


def _is_readable(release: Object) -> bool:
    return not release.spec.get("valuesFrom") and isinstance(release.spec.get("values") or {}, dict)


def reader(release: Object) -> Read:
    """What a chart value is, written or not."""
    values = release.spec.get("values") or {}

    def read(path: str) -> Any:
        found = at(values, path.split("."))
        return DEFAULTS[path] if found is None else found

    return read
