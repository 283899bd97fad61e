"""Networks of the cluster: written well, disjoint, of families that agree."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from msgspec import Struct

from generator.core.context import Context
from generator.core.inventory import Cluster, Networks
from generator.core.judgement import Other, Problem, check
from generator.core.net import Network, families, nowhere
from generator.core.values import at

_FAMILY = {4: "IPv4", 6: "IPv6"}


class _Written(Struct, frozen=True):
    kind: str
    index: int
    network: Network

    @property
    def path(self) -> tuple[str, int]:
        return (f"{self.kind}s", self.index)


def _all(networks: Networks) -> list[_Written]:
    lists = {"node": networks.nodes, "pod": networks.pods, "service": networks.services}
    return [_Written(kind, i, network) for kind, items in lists.items() for i, network in enumerate(items)]


@check("cluster/special-network")
def special_network(_ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """A network of nodes, pods or Services is loopback, multicast, or link-local of IPv6.

    No packet leaves a machine for an address of it, or it goes to many, or nobody knows by which link (RFC 1122, 5771, 4291).
    """
    for one in _all(cluster.networks):
        what = nowhere(one.network)
        if what is not None:
            yield Problem(
                cluster.networks,
                one.path,
                f"{one.network} cannot be a {one.kind} network: it is {what}",
                hint="take a private network, such as one within 10.0.0.0/8 or fd00::/8",
            )


@check("cluster/non-canonical-network")
def non_canonical_network(_ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """A network is written with host bits set.

    kube-apiserver and kube-controller-manager take it for a mistake or silently mask it, and whoever compares the text
    (Flux, the CRD of Cilium's pools, a router's prefix list) sees another network than is meant.
    """
    for one in _all(cluster.networks):
        if one.network != one.network.canonical:
            yield Problem(
                cluster.networks,
                one.path,
                f"{one.kind} network {one.network} has host bits set",
                hint=f"write {one.network.canonical}",
            )


@check("cluster/overlapping-networks")
def overlapping_networks(ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """Node, pod and service networks share addresses.

    Traffic to the shared addresses goes to the wrong one of them: pods lose whole nodes or Services. RKE2 asks for
    disjoint networks (RKE2 docs, basic network options); changing them later means a new cluster. Where a cloud gives pods
    addresses of the networks that nodes stand in, these two are one (Cilium, Documentation/network/concepts/ipam/eni.rst).
    """
    shared = {"node", "pod"} if _of_cloud(ctx) else None
    for one, two in combinations(_all(cluster.networks), 2):
        if one.network.overlaps(two.network) and {one.kind, two.kind} != shared:
            yield Problem(
                cluster.networks,
                two.path,
                f"{two.kind} network {two.network} overlaps {one.kind} network {one.network}",
                hint="give nodes, pods and Services disjoint networks",
                others=(Other(cluster.networks, one.path, f"{one.network} is here"),),
            )


def _of_cloud(ctx: Context) -> bool:
    """Whether Cilium takes the addresses of pods from interfaces of a cloud."""
    return at(getattr(ctx.section("cilium"), "values", {}), ("ipam", "mode")) in ("alibabacloud", "azure", "eni")


@check("cluster/families-disagree")
def families_disagree(_ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """Pods, Services and nodes do not have the same IP families.

    kube-apiserver and kube-controller-manager refuse a dual-stack setting on one side only, and a node without an
    address of a family carries no pods of it (Kubernetes docs, IPv4/IPv6 dual-stack, prerequisites).
    """
    networks = cluster.networks
    pods, services, nodes = families(networks.pods), families(networks.services), families(networks.nodes)
    lacking = pods - services
    if lacking and lacking == pods - nodes and nodes:
        yield Problem(
            networks,
            "pods",
            f"pods have {_named(pods)}, nodes and Services only {_named(pods - lacking)}",
            hint="add networks of the missing family for nodes and Services, or remove that of the pods",
            others=(Other(networks, "nodes", "node networks are here"),),
        )
        return
    if pods != services:
        yield Problem(
            networks,
            "services",
            f"Services have {_named(services)}, pods have {_named(pods)}",
            hint="give both one network per family",
            others=(Other(networks, "pods", "pod networks are here"),),
        )
    if nodes and not pods <= nodes:
        yield Problem(
            networks,
            "nodes",
            f"pods have {_named(pods)}, nodes only {_named(nodes)}",
            hint="add the node network of the missing family",
            others=(Other(networks, "pods", "pod networks are here"),),
        )


@check("cluster/families-out-of-order")
def families_out_of_order(_ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """Services and pods name their IP families in different orders.

    The first family is the primary one, of nodes too (they follow the pods). kube-apiserver ends when the first service network
    is of another family than the address it advertises: "service IP family must match public address family" (Kubernetes,
    pkg/controlplane, and the kubeadm docs on dual stack).
    """
    networks = cluster.networks
    pods, services = ([one.version for one in found] for found in (networks.pods, networks.services))
    if pods and services and {*pods} == {*services} and pods[0] != services[0]:
        yield Problem(
            networks,
            "services",
            f"Services begin with {_FAMILY[services[0]]}, pods and nodes with {_FAMILY[pods[0]]}",
            hint="write both in the same order, the primary family first",
            others=(Other(networks, "pods", "pod networks are here"),),
        )


@check("cluster/two-service-networks-of-a-family")
def two_service_networks_of_a_family(_ctx: Context, cluster: Cluster) -> Iterator[Problem]:
    """A family has more than one service network.

    kube-apiserver takes at most two service networks, of different families (flag --service-cluster-ip-range).
    """
    seen: dict[int, int] = {}
    for index, network in enumerate(cluster.networks.services):
        first = seen.setdefault(network.version, index)
        if first != index:
            yield Problem(
                cluster.networks,
                ("services", index),
                f"service network {network} is a second one for {_FAMILY[network.version]}",
                hint="keep one service network per family",
                others=(Other(cluster.networks, ("services", first), "the first one is here"),),
            )


def _named(versions: frozenset[int]) -> str:
    return " and ".join(_FAMILY[version] for version in sorted(versions))
