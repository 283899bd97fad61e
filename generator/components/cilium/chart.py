"""Chart values that the section itself says: `path: (value, fields that say it)`."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.encrypted import encryption
from generator.components.cilium.meshed import meshed
from generator.components.cilium.pods import addresses
from generator.components.cilium.said import Said
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.offer import ChartValue

HEALTHZ_PORT = 10256
FAMILIES = ("ipv4", "ipv6")


def chart_values(ctx: Context, cilium: Settings) -> Iterator[ChartValue]:
    """Everything that Cilium's own section and the facts of the cluster decide."""
    for part in (
        _cluster,
        _routing,
        addresses,
        _services,
        _masquerade,
        _datapath,
        _features,
        _operation,
        _distribution,
    ):
        for path, value, fields in part(ctx, cilium):
            yield ChartValue(release="cilium", path=path, value=value, fields=fields, about=(cilium,))
    for path, value, fields in encryption(ctx, cilium):
        yield ChartValue(release="cilium", path=path, value=value, fields=fields, about=(cilium,))
    if cilium.cluster_mesh is not None:
        for path, value, fields in meshed(ctx, cilium, cilium.cluster_mesh):
            yield ChartValue(release="cilium", path=path, value=value, fields=fields, about=(cilium.cluster_mesh,))


def _cluster(ctx: Context, _cilium: Settings) -> Iterator[Said]:
    cluster = ctx.cluster
    yield "cluster.name", str(cluster.name), ("cluster.name",)
    if cluster.id:
        yield "cluster.id", cluster.id, ("cluster.id",)
    yield "ipv4.enabled", 4 in ctx.families, ("cluster.networks.pods",)
    yield "ipv6.enabled", 6 in ctx.families, ("cluster.networks.pods",)
    yield "k8sServiceHost", str(cluster.api.host), ("cluster.api.host",)
    yield "k8sServicePort", cluster.api.port, ("cluster.api.port",)


def _routing(ctx: Context, cilium: Settings) -> Iterator[Said]:
    routing = cilium.routing
    yield "routingMode", routing.mode, ("cilium.routing.mode",)
    if cilium.tunnels or routing.protocol == "geneve":
        fields = ("cilium.routing.protocol", "cilium.loadBalancer.dsrDispatch")
        yield "tunnelProtocol", routing.protocol, fields
        if ctx.families == (6,):
            yield "underlayProtocol", "ipv6", ()  # tunnels run over IPv4 unless said otherwise
    yield "autoDirectNodeRoutes", routing.auto_direct_node_routes, ("cilium.routing.autoDirectNodeRoutes",)
    if routing.skip_unreachable:
        yield "directRoutingSkipUnreachable", True, ("cilium.routing.skipUnreachable",)
    firsts = {network.version: network for network in reversed(routing.native_cidrs)}
    for network in firsts.values():
        yield f"ipv{network.version}NativeRoutingCIDR", network.canonical, ("cilium.routing.nativeCIDRs",)


def _services(ctx: Context, cilium: Settings) -> Iterator[Said]:
    yield "kubeProxyReplacement", cilium.kube_proxy_replacement, ("cilium.kubeProxyReplacement",)
    if cilium.kube_proxy_replacement:
        anywhere = "0.0.0.0" if 4 in ctx.families else "[::]"  # noqa: S104 - where load balancers ask, as kube-proxy had it
        yield "kubeProxyReplacementHealthzBindAddr", f"{anywhere}:{HEALTHZ_PORT}", ()
    balancer = cilium.load_balancer
    yield "loadBalancer.mode", balancer.mode, ("cilium.loadBalancer.mode",)
    yield "loadBalancer.algorithm", balancer.algorithm, ("cilium.loadBalancer.algorithm",)
    yield "loadBalancer.acceleration", balancer.acceleration, ("cilium.loadBalancer.acceleration",)
    if cilium.dsr:
        yield "loadBalancer.dsrDispatch", balancer.dsr_dispatch, ("cilium.loadBalancer.dsrDispatch",)
    if balancer.topology_aware:
        yield "loadBalancer.serviceTopology", True, ("cilium.loadBalancer.topologyAware",)
    if balancer.per_service:
        yield "bpf.lbModeAnnotation", True, ("cilium.loadBalancer.perService",)
    if cilium.socket_lb.host_namespace_only:
        yield "socketLB.hostNamespaceOnly", True, ("cilium.socketLB.hostNamespaceOnly",)


def _masquerade(ctx: Context, cilium: Settings) -> Iterator[Said]:
    said = ("cilium.masquerade",)
    yield "bpf.masquerade", cilium.masquerade == "bpf", said
    for version in ctx.families:
        yield f"enableIPv{version}Masquerade", cilium.masquerade != "none", said


def _datapath(_ctx: Context, cilium: Settings) -> Iterator[Said]:
    yield "bpf.datapathMode", cilium.datapath, ("cilium.datapath",)
    if cilium.devices:
        yield "devices", list(cilium.devices), ("cilium.devices",)
    if cilium.mtu is not None:
        yield "MTU", cilium.mtu, ("cilium.mtu",)
    if cilium.bandwidth_manager is not None:
        yield "bandwidthManager.enabled", True, ("cilium.bandwidthManager",)
        yield "bandwidthManager.bbr", cilium.bandwidth_manager.bbr, ("cilium.bandwidthManager",)
    for family, path in zip(FAMILIES, ("enableIPv4BIGTCP", "enableIPv6BIGTCP"), strict=True):
        if family in cilium.big_tcp:
            yield path, True, ("cilium.bigTCP",)
    if cilium.endpoint_routes:
        yield "endpointRoutes.enabled", True, ("cilium.endpointRoutes",)
    if cilium.preallocate_maps:
        yield "bpf.preallocateMaps", True, ("cilium.preallocateMaps",)


def _features(_ctx: Context, cilium: Settings) -> Iterator[Said]:
    yield "envoy.enabled", cilium.envoy == "daemonset", ("cilium.envoy",)
    if not cilium.cni_exclusive:
        yield "cni.exclusive", False, ("cilium.cniExclusive",)
    if cilium.local_redirect_policies:
        yield "localRedirectPolicies.enabled", True, ("cilium.localRedirectPolicies",)
    if cilium.host_firewall:
        yield "hostFirewall.enabled", True, ("cilium.hostFirewall",)
    if cilium.egress_gateway:
        yield "egressGateway.enabled", True, ("cilium.egressGateway",)
    ingress, auth = cilium.mesh.ingress_controller, cilium.mesh.mutual_auth
    if ingress is not None:
        yield "ingressController.enabled", True, ("cilium.mesh.ingressController",)
        yield "ingressController.default", ingress.default, ("cilium.mesh.ingressController",)
        yield "ingressController.loadbalancerMode", ingress.load_balancer_mode, ("cilium.mesh.ingressController",)
    if auth is not None:
        said = ("cilium.mesh.mutualAuth",)
        yield "authentication.enabled", True, said
        yield "authentication.mutual.spire.enabled", True, said
        yield "authentication.mutual.spire.trustDomain", str(auth.trust_domain), said


def _operation(ctx: Context, cilium: Settings) -> Iterator[Said]:
    """Agents and operator restart when their configuration changes, else the change waits for the next restart."""
    yield "operator.replicas", cilium.operator.replicas, ("cilium.operator.replicas",)
    yield "rollOutCiliumPods", True, ()
    yield "operator.rollOutPods", True, ()
    if cilium.envoy == "daemonset":
        yield "envoy.rollOutPods", True, ()
    if cilium.api_rate_limit is not None:
        fields = ("cilium.apiRateLimit",)
        yield "k8sClientRateLimit.qps", cilium.api_rate_limit.qps, fields
        yield "k8sClientRateLimit.burst", cilium.api_rate_limit.burst, fields
    if cilium.upgrade_compatibility is not None:
        yield "upgradeCompatibility", cilium.upgrade_compatibility, ("cilium.upgradeCompatibility",)
    if not ctx.has("hubble"):
        yield "hubble.enabled", False, ()


def _distribution(ctx: Context, _cilium: Settings) -> Iterator[Said]:
    """Talos mounts cgroup2 itself (siderolabs/docs, deploying Cilium); capabilities: `capabilities.py`."""
    if ctx.cluster.distribution == "talos":
        yield "cgroup.autoMount.enabled", False, ()
        yield "cgroup.hostRoot", "/sys/fs/cgroup", ()
