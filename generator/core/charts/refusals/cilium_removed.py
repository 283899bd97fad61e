"""Cilium: values the chart refuses because it no longer has them (templates/validate.yaml, 1.17 to 1.20)."""

from __future__ import annotations

from collections.abc import Mapping

from generator.core.charts.merged import Merged
from generator.core.charts.refusals.rule import Refusal, refuses

_REFUSED_WHEN_SET: Mapping[str, str] = {
    "ciliumEndpointSlice.sliceMode": "remove it",
    "clustermesh.apiserver.tls.ca.cert": "use `tls.ca.cert`",
    "clustermesh.apiserver.tls.ca.key": "use `tls.ca.key`",
    "containerRuntime.integration": "remove it: the runtime is found by itself",
    "enableCiliumEndpointSlice": "use `ciliumEndpointSlice.enabled`",
    "enableCnpStatusUpdates": "remove it",
    "enableK8sEventHandover": "remove it",
    "encryption.interface": "remove it",
    "encryption.keyFile": "use `encryption.ipsec.keyFile`",
    "encryption.mountPath": "use `encryption.ipsec.mountPath`",
    "encryption.secretName": "use `encryption.ipsec.secretName`",
    "endpointStatus": "remove it",
    "etcd.managed": "remove it: bring an etcd of your own",
    "proxy.prometheus.port": "use `envoy.prometheus.port`",
    "remoteNodeIdentity": "remove it: it is always on",
    "tunnel": "use `routingMode` and `tunnelProtocol`",
}
_SINCE_1_18 = frozenset({"ciliumEndpointSlice.sliceMode", "enableCiliumEndpointSlice"})


@refuses()
def removed_value_set(values: Merged) -> Refusal | None:
    """A value that the chart dropped is set; the chart lets empty and false ones pass."""
    for path, hint in _REFUSED_WHEN_SET.items():
        if values(path) and (path not in _SINCE_1_18 or values.minor >= (1, 18)):
            return Refusal(path, f"`{path}` no longer exists, and the chart refuses to install with it", hint)
    return None


@refuses()
def proxy_metrics_set(values: Merged) -> Refusal | None:
    """`proxy.prometheus.enabled` is refused even when it is false."""
    path = "proxy.prometheus.enabled"
    if values.is_set(path):
        return Refusal(
            path,
            f"`{path}` no longer exists, and the chart refuses to install with it",
            "use `envoy.prometheus.enabled`",
        )
    return None


@refuses()
def single_pool_set(values: Merged) -> Refusal | None:
    """The one-CIDR form of the cluster pools; up to 1.18 a refusal, later without effect."""
    if values.minor > (1, 18) or values("ipam.mode") != "cluster-pool":
        return None
    for family in ("4", "6"):
        path = f"ipam.operator.clusterPoolIPv{family}PodCIDR"
        if values(f"ipv{family}.enabled") and values.is_set(path):
            return Refusal(path, f"`{path}` no longer exists, and the chart refuses to install with it",
                           f"use `{path}List`")  # fmt: skip
    return None


@refuses((1, 20))
def mesh_certificates_in_values(values: Merged) -> Refusal | None:
    """Cluster Mesh certificates can no longer be given as values."""
    tls = "clustermesh.apiserver.tls"
    if not values("clustermesh.useAPIServer") or values(f"{tls}.auto.enabled"):
        return None
    for owner in ("server", "admin", "remote"):
        if values(f"{tls}.{owner}.cert"):
            return Refusal(f"{tls}.{owner}.cert", f"`{tls}.{owner}.cert` no longer exists, and the chart refuses it",
                           f"set `{tls}.auto.enabled`, or make the Secrets yourself")  # fmt: skip
    return None
