"""The listed nodes: names, addresses, labels, taints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.core.context import Context
from generator.core.inventory import Cluster, Node
from generator.core.judgement import Other, Problem, check
from generator.core.net import Address, within

_KEY = re.compile(r"(?:(?=.{1,253}/)[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_VALUE = re.compile(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_ALLOWED = {
    "kubernetes.io/arch",
    "kubernetes.io/hostname",
    "kubernetes.io/os",
    "node.kubernetes.io/instance-type",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
}
_ALLOWED_DOMAINS = ("kubelet.kubernetes.io", "node.kubernetes.io")


@check("cluster/duplicate-node")
def duplicate_node(ctx: Context, _cluster: Cluster) -> Iterator[Problem]:
    """Two nodes have one name.

    The second kubelet takes over the Node object of the first: one of them loses its pods (Kubernetes docs, Nodes,
    node name uniqueness).
    """
    seen: dict[str, Node] = {}
    for node in ctx.nodes:
        first = seen.setdefault(node.name, node)
        if first is not node:
            yield Problem(
                node,
                "name",
                f"two nodes are called {node.name!r}",
                hint="give each node its own name",
                others=(Other(first, "name", "the other one is here"),),
            )


@check("cluster/duplicate-address")
def duplicate_address(ctx: Context, _cluster: Cluster) -> Iterator[Problem]:
    """Two nodes have one address.

    Both answer ARP for it: connections of either break at random, and etcd members replace each other.
    """
    seen: dict[tuple[int, int], tuple[Node, int]] = {}
    for node in ctx.nodes:
        for index, address in enumerate(node.addresses):
            first, at = seen.setdefault((address.version, address.number), (node, index))
            if first is not node:
                yield Problem(
                    node,
                    ("addresses", index),
                    f"node {node.name!r} has the address {address} of node {first.name!r}",
                    hint="give each node its own address",
                    others=(Other(first, ("addresses", at), f"{first.name!r} has it here"),),
                )


@check("cluster/two-addresses-of-a-family")
def two_addresses_of_a_family(ctx: Context, _cluster: Cluster) -> Iterator[Problem]:
    """A node has two addresses of one IP family.

    `node-ip` takes one address per family; kubelet refuses to start with two (kubelet, --node-ip).
    """
    for node in ctx.nodes:
        seen: dict[int, int] = {}
        for index, address in enumerate(node.addresses):
            first = seen.setdefault(address.version, index)
            if first != index:
                yield Problem(
                    node,
                    ("addresses", index),
                    f"node {node.name!r} has a second IPv{address.version} address, {address}",
                    hint="keep the address that the other nodes reach it at",
                    others=(Other(node, ("addresses", first), "the first one is here"),),
                )


@check("cluster/node-off-network")
def node_off_network(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """The address of a node is in none of the node networks.

    Routes between nodes, native routing and on-link checks of routers rely on `networks.nodes`: one of both is wrong.
    """
    networks = cluster.networks.nodes
    if not networks:
        return
    for node in ctx.nodes:
        for index, address in enumerate(node.addresses):
            if not within(address, networks):
                yield Problem(
                    node,
                    ("addresses", index),
                    f"node {node.name!r} ({address}) is on no node network",
                    hint="correct the address, or add its network to `cluster.networks.nodes`",
                    others=(Other(cluster.networks, "nodes", "node networks are here"),),
                )


@check("cluster/node-without-family")
def node_without_family(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """A node has no address of a family that pods have.

    kubelet then reports one family only, and pods of the other family on that node cannot be reached from other nodes
    (Kubernetes docs, IPv4/IPv6 dual-stack, prerequisites).
    """
    networks = {network.version for network in cluster.networks.nodes} or {4, 6}
    for node in ctx.nodes:
        for version in ctx.families:
            if version in networks and node.address(version) is None:  # else `families-disagree` says it once
                yield Problem(
                    node,
                    "addresses",
                    f"node {node.name!r} has no IPv{version} address, but pods have",
                    hint="add its address of that family",
                    others=(Other(cluster.networks, "pods", "pod networks are here"),),
                )


@check("cluster/address-not-of-a-node")
def address_not_of_a_node(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """A node has the first or last address of its network.

    They name the network itself and its broadcast: no host answers there (RFC 1122, 3.2.1.3; IPv6: RFC 4291, 2.6.1).
    """
    for node in ctx.nodes:
        for index, address in enumerate(node.addresses):
            for network in cluster.networks.nodes:
                if address in network and network.size > 2 and _is_end(address, network.first, network.last):
                    yield Problem(
                        node,
                        ("addresses", index),
                        f"node {node.name!r} has {address}, an end of network {network}",
                        hint="give it an address that hosts may have",
                    )


@check("cluster/no-server")
def no_server(ctx: Context, _cluster: Cluster) -> Iterator[Problem]:
    """No listed node is a server.

    Nodes that are listed are the whole cluster: without a control plane there is nothing that agents could join.
    """
    if ctx.nodes and all(node.role == "agent" for node in ctx.nodes):
        yield Problem(ctx.nodes[0], "role", "no node is a server", hint="list the servers too, with `role: server`")


@check("cluster/bad-label")
def bad_label(ctx: Context, _cluster: Cluster) -> Iterator[Problem]:
    """A label of a node has a key or value that Kubernetes refuses.

    kubelet exits at start when --node-labels does not parse (Kubernetes docs, Labels and Selectors, syntax).
    """
    for node in ctx.nodes:
        for key, value in node.labels.items():
            if not _KEY.fullmatch(key) or not _VALUE.fullmatch(value):
                yield Problem(
                    node,
                    ("labels", key),
                    f"label {key}={value} of node {node.name!r} is not one that Kubernetes takes",
                    hint="use letters, digits, dashes, underscores and dots, at most 63 of them, beginning and ending "
                    "with a letter or digit",
                    key=not _KEY.fullmatch(key),
                )


@check("cluster/reserved-label")
def reserved_label(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """A node gives itself a label of a kubernetes.io or k8s.io domain that kubelets may not set.

    kubelet exits at start with "unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels".
    Talos sets labels through the API instead, where only workers are held to it.
    """
    if cluster.distribution == "talos":
        return
    for node in ctx.nodes:
        for key in node.labels:
            if _reserved(key):
                yield Problem(
                    node,
                    ("labels", key),
                    f"node {node.name!r} may not set the label {key} itself",
                    hint="use a domain of your own, or set the label once with kubectl",
                    key=True,
                )


@check("cluster/bad-taint")
def bad_taint(ctx: Context, _cluster: Cluster) -> Iterator[Problem]:
    """A taint is not `key=value:effect` with an effect that Kubernetes knows.

    kubelet exits at start when --register-with-taints does not parse (Kubernetes docs, Taints and Tolerations).
    """
    for node in ctx.nodes:
        for index, taint in enumerate(node.taints):
            head, _, effect = taint.rpartition(":")
            key, _, value = head.partition("=")
            if effect not in _EFFECTS or not _KEY.fullmatch(key) or not _VALUE.fullmatch(value):
                yield Problem(
                    node,
                    ("taints", index),
                    f"taint {taint!r} of node {node.name!r} is not `key=value:effect`",
                    hint=f"write `key=value:effect` or `key:effect`; effects are {', '.join(_EFFECTS)}",
                )


def _reserved(key: str) -> bool:
    domain, slash, _ = key.partition("/")
    if not slash or key in _ALLOWED:
        return False
    ours = any(domain == d or domain.endswith(f".{d}") for d in ("kubernetes.io", "k8s.io"))
    return ours and not any(domain == d or domain.endswith(f".{d}") for d in _ALLOWED_DOMAINS)


def _is_end(address: Address, first: int, last: int) -> bool:
    """IPv6 has no broadcast; its first address is the subnet-router anycast address."""
    return address.number == first or (address.version == 4 and address.number == last)
