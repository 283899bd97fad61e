"""Where the API server answers."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cluster.distributions import DISTRIBUTIONS
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.exposure import NAME, NAMESPACE, labels, of_services, pool_of
from generator.core.inventory import Cluster
from generator.core.judgement import Other, Problem, check


@check("cluster/api-behind-cilium")
def api_behind_cilium(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """Cilium is told to reach the API server at an address that works only once Cilium runs.

    Agents dial `k8sServiceHost` before they program any Service: a service address, a pod address or an address of a
    pool never answers, and no node becomes Ready (Cilium docs, kube-proxy free).
    """
    address = cluster.api.host.address
    what = of_services(ctx, address) if address is not None else None
    if what is not None:
        yield Problem(
            cluster.api,
            "host",
            f"`cluster.api.host` {address} is {what}: nothing answers there before Cilium runs",
            hint="leave it out, or name an address that servers hold themselves",
        )


@check("cluster/endpoint-behind-cilium", WARNING)
def endpoint_behind_cilium(_ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """Nodes register at the address of the API server's own LoadBalancer Service.

    The Service exists only while Cilium runs: after a full stop of the cluster no node can register, so Cilium never
    starts again.
    """
    balancer = cluster.api.load_balancer
    if balancer is None or cluster.api.endpoint is None:
        return
    if str(cluster.api.endpoint) in (str(balancer.address), str(balancer.host)):
        yield Problem(
            cluster.api,
            "endpoint",
            f"nodes register at {cluster.api.endpoint}, which the cluster itself must announce",
            hint="use an address that lives outside of the cluster (kube-vip, a DNS name of the servers)",
            others=(Other(balancer, "address", "announced from here"),),
        )


@check("cluster/api-address-in-no-pool")
def api_address_in_no_pool(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """No pool gives away the address of the API server's LoadBalancer Service.

    Cilium's LB IPAM satisfies a requested address only out of a pool that holds it and is not disabled: the Service
    stays pending (Cilium docs, LoadBalancer IP Address Management, requesting IPs).
    """
    balancer = cluster.api.load_balancer
    if balancer is None:
        return
    pool = pool_of(ctx, balancer.address)
    if pool is None:
        yield Problem(
            balancer,
            "address",
            f"{balancer.address} of the API server's Service is in no pool",
            hint="add it to a pool under `pools`, or take an address of one",
        )
    elif pool.disabled:
        yield Problem(
            balancer,
            "address",
            f"{balancer.address} of the API server's Service is in pool {pool.name!r}, which is disabled",
            hint="take an address of another pool, or enable this one",
            others=tuple(Other(about, "disabled", "disabled here") for about in pool.about),
        )


@check("cluster/api-service-refused-by-pool")
def api_service_refused_by_pool(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """The pool of the API server's address takes Services of another name, namespace or label only.

    Cilium gives away addresses of a pool only to Services that its serviceSelector matches: this one stays pending.
    """
    balancer = cluster.api.load_balancer
    if balancer is None or (pool := pool_of(ctx, balancer.address)) is None or pool.selector is None:
        return
    seen = {NAME: str(balancer.name), NAMESPACE: str(balancer.namespace)}
    if not pool.selector.matches({**labels(ctx, balancer.name, balancer.namespace, (balancer.address,)), **seen}):
        yield Problem(
            balancer,
            "address",
            f"pool {pool.name!r} refuses Service {balancer.namespace}/{balancer.name}: it takes {pool.selector} only",
            hint="take an address of another pool, or widen the selector of this one",
            others=tuple(Other(about, "services", "selected here") for about in pool.about),
        )


@check("cluster/api-service-without-pods")
def api_service_without_pods(_ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """The API server's Service is in another namespace than the API server.

    A Service selects pods of its own namespace; API servers run in kube-system, so it would have no endpoints.
    """
    balancer = cluster.api.load_balancer
    if balancer is None or not DISTRIBUTIONS[cluster.distribution].selector:
        return
    if balancer.namespace != "kube-system":
        yield Problem(
            balancer,
            "namespace",
            f"the API servers run in kube-system, their Service would be in {balancer.namespace}",
            hint="leave `namespace` out",
        )


@check("cluster/api-endpoints-unknown")
def api_endpoints_unknown(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """On k3s the API server is no pod, and no server is listed whose address could stand behind its Service.

    The Service has no selector there: its EndpointSlice lists the servers of `nodes`.
    """
    balancer = cluster.api.load_balancer
    if balancer is None or DISTRIBUTIONS[cluster.distribution].selector:
        return
    version = balancer.address.version
    if not any(node.role == "server" and node.address(version) for node in ctx.nodes):
        yield Problem(
            balancer,
            (),
            f"no server with an IPv{version} address is listed to stand behind the API server's Service",
            hint="list the servers under `nodes`",
        )
