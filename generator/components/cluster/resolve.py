"""What follows from the distribution and the families of a cluster."""

from __future__ import annotations

from typing import Literal

from generator.components.cluster.distributions import DISTRIBUTIONS
from generator.core.context import Context
from generator.core.derivation import Underivable, derive
from generator.core.inventory import Api, Cluster, LoadBalancer, Networks
from generator.core.net import Endpoint, Network, families

_FAMILY = {4: "IPv4", 6: "IPv6"}


@derive("networks.pods", "cluster.distribution", "cluster.networks")
def pods(ctx: Context, cluster: Cluster, networks: Networks) -> tuple[Network, ...]:
    """The distribution's own pod network, for a cluster of one family."""
    return _default(ctx, cluster, "pod", DISTRIBUTIONS[cluster.distribution].pods, networks.services)


@derive("networks.services", "cluster.distribution", "cluster.networks")
def services(ctx: Context, cluster: Cluster, networks: Networks) -> tuple[Network, ...]:
    """The distribution's own service network, for a cluster of one family."""
    return _default(ctx, cluster, "service", DISTRIBUTIONS[cluster.distribution].services, networks.pods)


@derive("api.host", "cluster.distribution", "cluster.networks.pods")
def host(ctx: Context, cluster: Cluster, _api: Api) -> Endpoint:
    """Where the distribution has every node reach the API server without Services: localhost on Talos, else 127.0.0.1, ::1 in an IPv6-only cluster; kubeadm has no such place."""
    local = DISTRIBUTIONS[cluster.distribution].api
    if not local:
        raise Underivable(
            f"`cluster.api.host` is missing: on {cluster.distribution} nothing answers for the API server on every node",
            hint="name an address or host of the API server that works before Cilium runs",
        )
    return Endpoint(local[1 if _families(ctx, cluster, cluster.networks.pods) == {6} else 0])


@derive("api.port", "cluster.distribution", "cluster.api.host")
def port(_ctx: Context, cluster: Cluster, api: Api) -> int:
    """The port of the distribution's local endpoint; 6443 for any other host."""
    distribution = DISTRIBUTIONS[cluster.distribution]
    return distribution.api_port if str(api.host) in (*distribution.api, "localhost") else 6443


@derive("api.loadBalancer.trafficPolicy", "l2")
def traffic_policy(ctx: Context, _cluster: Cluster, _api: Api, _balancer: LoadBalancer) -> Literal["Local", "Cluster"]:
    """Local keeps the client's address; Cluster when L2 announces it, for the announcing node need not run an API server."""
    return "Cluster" if ctx.has("l2") else "Local"


def _default(
    ctx: Context, cluster: Cluster, what: str, defaults: dict[int, str], other: tuple[Network, ...]
) -> tuple[Network, ...]:
    wanted = _families(ctx, cluster, other)
    if len(wanted) == 1 and (default := defaults.get(next(iter(wanted)))):
        return (Network(default),)
    named = " and ".join(_FAMILY[version] for version in sorted(wanted))
    raise Underivable(
        f"`cluster.networks.{what}s` is missing: {cluster.distribution} has no default {what} network for {named}",
        hint=f"write the {what} networks, one per family",
    )


def _families(ctx: Context, cluster: Cluster, other: tuple[Network, ...]) -> frozenset[int]:
    """Of the networks that are written: services for pods, pods for services; else IPv6 when the nodes have nothing else."""
    if isinstance(other, tuple) and other:  # not yet derived, it is no tuple
        return families(other)
    nodes = families(cluster.networks.nodes) or families(tuple(a for node in ctx.nodes for a in node.addresses))
    return nodes if nodes == {6} else frozenset({4})
