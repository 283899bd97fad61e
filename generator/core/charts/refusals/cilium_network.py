"""Cilium: routing, addresses and datapath (templates/validate.yaml and cilium-configmap.yaml, 1.17 to 1.20)."""

from __future__ import annotations

from generator.core.charts.merged import Merged
from generator.core.charts.refusals.rule import Refusal, refuses

_CLOUD_ADDRESSES = ("eni", "alibabacloud")
_BACKOFF_VARIABLES = ("KUBE_CLIENT_BACKOFF_BASE", "KUBE_CLIENT_BACKOFF_DURATION")


@refuses()
def native_cidr_missing(values: Merged) -> Refusal | None:
    """Native routing with masquerading has to know where pods are reached without it."""
    if not _agent(values) or values("routingMode") != "native" or values("ipMasqAgent.enabled"):
        return None
    from_pool = _ipam(values) == "cluster-pool" and values("nativeRoutingCIDRFromClusterPool")
    if from_pool and values.minor >= (1, 20):
        return None
    for family in ("4", "6"):
        path = f"ipv{family}NativeRoutingCIDR"
        masquerades = values(f"ipv{family}.enabled") and values(f"enableIPv{family}Masquerade")
        elsewhere = family == "4" and _ipam(values) in _CLOUD_ADDRESSES
        if masquerades and not elsewhere and not values(path):
            return Refusal(path, f"`routingMode` is native and `{path}` is not set",
                           f"set `{path}` to the range of all pods, or `enableIPv{family}Masquerade: false`")  # fmt: skip
    return None


@refuses((1, 20))
def native_cidr_from_many_pools(values: Merged) -> Refusal | None:
    """The native range can be taken from the pool only if there is one."""
    if not _agent(values) or _ipam(values) != "cluster-pool" or not values("nativeRoutingCIDRFromClusterPool"):
        return None
    for family in ("4", "6"):
        path = f"ipam.operator.clusterPoolIPv{family}PodCIDRList"
        pools = values(path)
        ranges = pools.split(" ") if isinstance(pools, str) else pools
        count = len(ranges) if isinstance(ranges, list | tuple) else 0
        if values(f"ipv{family}.enabled") and not values(f"ipv{family}NativeRoutingCIDR") and count != 1:
            return Refusal(path, f"`nativeRoutingCIDRFromClusterPool` is on and `{path}` has {count} ranges",
                           f"set `ipv{family}NativeRoutingCIDR`")  # fmt: skip
    return None


@refuses()
def routing_mode_of_cloud(values: Merged) -> Refusal | None:
    """GKE routes natively; AKS without a network plug-in does not."""
    for cloud, mode in (("gke", "native"), ("aksbyocni", "tunnel")):
        if _agent(values) and values(f"{cloud}.enabled"):
            found = values("routingMode") or mode
            wrong = Refusal("routingMode", f"`routingMode` is {found!r} and `{cloud}.enabled` is true",
                            f"set `routingMode: {mode}`")  # fmt: skip
            return wrong if found != mode else None
    return None


@refuses((1, 20))
def eni_addresses_without_eni(values: Merged) -> Refusal | None:
    """Addresses from network interfaces of AWS need that mode."""
    if values("ipam.mode") == "eni" and not values("eni.enabled"):
        return Refusal("eni.enabled", "`ipam.mode` is eni and `eni.enabled` is off", "set `eni.enabled: true`")
    return None


@refuses()
def endpoint_slices_without_endpoints(values: Merged) -> Refusal | None:
    """Endpoint slices are made from the endpoints' custom resources."""
    if values("ciliumEndpointSlice.enabled") and values("disableEndpointCRD") is True:
        return Refusal("disableEndpointCRD", "`disableEndpointCRD` is on and `ciliumEndpointSlice.enabled` needs it off",
                       "set `disableEndpointCRD: false`")  # fmt: skip
    return None


@refuses((1, 19))
def tproxy_on_netkit(values: Merged) -> Refusal | None:
    """Transparent proxying by BPF does not work on netkit devices."""
    mode = values("bpf.datapathMode")
    if values("bpf.tproxy") and mode in ("netkit", "netkit-l2"):
        return Refusal("bpf.tproxy", f"`bpf.tproxy` is on and `bpf.datapathMode` is {mode!r}", "turn one of them off")
    return None


@refuses((1, 19))
def standalone_dns_proxy_without_port(values: Merged) -> Refusal | None:
    """The standalone DNS proxy and the agent agree on a port."""
    if values("standaloneDnsProxy.enabled") and not values("dnsProxy.proxyPort"):
        return Refusal("dnsProxy.proxyPort", "`standaloneDnsProxy.enabled` is on and `dnsProxy.proxyPort` is 0",
                       "set `dnsProxy.proxyPort`, for example to 10094")  # fmt: skip
    return None


@refuses((1, 18))
def backoff_given_twice(values: Merged) -> Refusal | None:
    """The client's back-off as a feature and as environment variables."""
    if not values("k8sClientExponentialBackoff.enabled"):
        return None
    extra = values("extraEnv")
    names = [item.get("name") for item in extra if isinstance(item, dict)] if isinstance(extra, list) else []
    if any(name in _BACKOFF_VARIABLES for name in names):
        return Refusal("extraEnv", "`extraEnv` sets the back-off that `k8sClientExponentialBackoff` sets too",
                       "remove the variables, or set `k8sClientExponentialBackoff.enabled: false`")  # fmt: skip
    return None


def _ipam(values: Merged) -> object:
    return "eni" if values("eni.enabled") else values("ipam.mode") or "cluster-pool"


def _agent(values: Merged) -> bool:
    """The chart writes the agent's ConfigMap, where these rules stand."""
    users = values("agent") or values("operator.enabled") or values("clustermesh.useAPIServer")
    return bool(users) and not values("preflight.enabled")
