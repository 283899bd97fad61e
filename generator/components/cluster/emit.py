"""The API server behind a Service of type LoadBalancer."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cluster.distributions import DISTRIBUTIONS
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context
from generator.core.exposure import labels
from generator.core.inventory import Cluster, LoadBalancer
from generator.core.net import Address
from generator.core.offer import AnnotationPrefix

UNIT = "cilium/bgp"
PORT = 6443
"""Where API servers of all four distributions listen."""
_TYPE = {4: "IPv4", 6: "IPv6"}


def emit(ctx: Context, cluster: Cluster) -> Iterator[Manifest]:
    """A Service over the API server's pods; where it is no pod, one without selector and the addresses of the servers."""
    balancer = cluster.api.load_balancer
    if balancer is None:
        return
    yield manifest(
        UNIT,
        "services",
        "v1",
        "Service",
        balancer.name,
        namespace=balancer.namespace,
        labels=labels(ctx, balancer.name, balancer.namespace, (balancer.address,)),
        annotations=_annotations(ctx, balancer),
        about=(balancer,),
        spec=_spec(cluster, balancer),
    )
    if not DISTRIBUTIONS[cluster.distribution].selector:
        yield _endpoints(ctx, balancer)


def _annotations(ctx: Context, balancer: LoadBalancer) -> Json:
    annotations: Json = {"lbipam.cilium.io/ips": str(balancer.address)}
    if balancer.host is not None:
        for found in ctx.offers(AnnotationPrefix):
            annotations[f"{found.prefix}hostname"] = str(ctx.host(balancer.host))
    return annotations


def _spec(cluster: Cluster, balancer: LoadBalancer) -> Json:
    spec: Json = {"type": "LoadBalancer", "externalTrafficPolicy": balancer.traffic_policy}
    if _secondary(cluster, balancer.address):
        # A Service has the family of the first service network unless it says otherwise.
        spec |= {"ipFamilyPolicy": "SingleStack", "ipFamilies": [_TYPE[balancer.address.version]]}
    selector = DISTRIBUTIONS[cluster.distribution].selector
    if selector:
        spec["selector"] = dict(selector)
    spec["ports"] = [{"name": "https", "port": PORT, "targetPort": PORT, "protocol": "TCP"}]
    return spec


def _secondary(cluster: Cluster, address: Address) -> bool:
    services = cluster.networks.services
    return bool(services) and services[0].version != address.version


def _endpoints(ctx: Context, balancer: LoadBalancer) -> Manifest:
    """Servers by their node addresses; their names let `externalTrafficPolicy: Local` know which node has one."""
    version = balancer.address.version
    servers = sorted((node for node in ctx.nodes if node.role == "server"), key=lambda node: node.name)
    endpoints = [
        {"addresses": [str(address)], "conditions": {"ready": True}, "nodeName": str(server.name)}
        for server in servers
        if (address := server.address(version)) is not None
    ]
    return manifest(
        UNIT,
        "endpoint-slices",
        "discovery.k8s.io/v1",
        "EndpointSlice",
        balancer.name,
        namespace=balancer.namespace,
        labels={
            "endpointslice.kubernetes.io/managed-by": "infraflux.dev",
            "kubernetes.io/service-name": str(balancer.name),
        },
        about=(balancer,),
        addressType=_TYPE[version],
        endpoints=endpoints,
        ports=[{"name": "https", "port": PORT, "protocol": "TCP"}],
    )
