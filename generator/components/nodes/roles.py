"""Who is who among the nodes, and under which names and addresses they meet."""

from __future__ import annotations

from generator.core.context import Context
from generator.core.inventory import Node
from generator.core.net import Address

DNS = 10
"""CoreDNS takes the tenth address of the service network (RKE2, k3s, kubeadm and Talos alike)."""

CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
"""The taint that kubeadm and Talos give to servers (kubeadm, v1beta4; siderolabs/docs, workloads-on-controlplane)."""


def servers(ctx: Context) -> tuple[Node, ...]:
    """In the order of the inventory: the first one starts the cluster."""
    return tuple(node for node in ctx.nodes if node.role == "server")


def agents(ctx: Context) -> tuple[Node, ...]:
    return tuple(node for node in ctx.nodes if node.role == "agent")


def first(ctx: Context) -> Node | None:
    """The server that starts the cluster; None where none is listed (`cluster/no-server`)."""
    return next(iter(servers(ctx)), None)


def addresses(ctx: Context, node: Node) -> tuple[Address, ...]:
    """Its addresses, the cluster's primary family (that of the first pod network) first."""
    order = [network.version for network in ctx.cluster.networks.pods]
    known = [address for address in node.addresses if address.version in order]
    return tuple(sorted(known, key=lambda address: order.index(address.version))) or node.addresses


def registration(ctx: Context) -> str:
    """Host that nodes join at, ready for a URL: the API endpoint, else the first server."""
    endpoint = ctx.cluster.api.endpoint
    if endpoint is not None:
        return f"[{endpoint}]" if ":" in endpoint else str(endpoint)
    server = first(ctx)
    found = addresses(ctx, server)[0] if server else "localhost"
    return f"[{found}]" if ":" in found else str(found)


def servers_carry_all(ctx: Context) -> bool:
    """Whether pods have no other place than the servers, as in a cluster of one node or of three.

    Where a distribution taints servers, the taint has to go then: Flux' own controllers do not tolerate it. Who writes the
    taint means it.
    """
    tainted = any(
        taint.partition(":")[0].partition("=")[0] == CONTROL_PLANE for node in ctx.nodes for taint in node.taints
    )
    return not tainted and all(node.role == "server" for node in ctx.nodes)


def api_names(ctx: Context) -> tuple[str, ...]:
    """Names and addresses beyond those of the servers under which the API is called: its certificate must hold them."""
    api = ctx.cluster.api
    found: list[str] = []
    if api.endpoint is not None:
        found.append(str(api.endpoint))
    if api.load_balancer is not None:
        found.append(str(api.load_balancer.address))
        if (
            api.load_balancer.host is not None and "$" not in api.load_balancer.host
        ):  # a variable of Flux names nothing here
            found.append(str(ctx.host(api.load_balancer.host)))
    if api.host not in ("127.0.0.1", "::1", "localhost"):
        found.append(str(api.host))
    return tuple(dict.fromkeys(found))


def cluster_dns(ctx: Context) -> tuple[str, ...]:
    """Address of CoreDNS in each service network."""
    return tuple(network.address(DNS) for network in ctx.cluster.networks.services)


def node_parts(ctx: Context) -> dict[str, str]:
    """Flags of kube-controller-manager for `podMasks` (kubernetes/website, kube-controller-manager reference)."""
    masks = ctx.cluster.networks.pod_masks.written
    return {f"node-cidr-mask-size-{family}": str(length) for family, length in masks.items()}
