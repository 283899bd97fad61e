"""Networks in policies that are part of the cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from generator.components.cilium import releases
from generator.components.security.network_policy import everything
from generator.components.security.networks import matched_by_cidr
from generator.components.security.verdict import SIDES, Policy, network
from generator.core.artifact import Json
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.net import Network
from generator.core.site import Site
from generator.core.within import mapping

PODS = frozenset({"all", "cluster", "pods"})
NODES = frozenset({"all", "cluster", "host", "kube-apiserver", "remote-node"})
"""What a rule names that means pods, or nodes, beside its networks."""


@rule("security/cidr-of-pods", severity="warning")
def cidr_of_pods(graph: Graph) -> Iterator[Finding]:
    """A CIDR or ipBlock lies inside the pod network: it never matches a pod.

    CIDR rules match only what has no identity of its own (#9209, #20550; `policyCIDRMatchMode: pods` of 1.20 is not set), so the
    rule allows, or denies, nobody. Known from the values of the Cilium release in the tree.
    """
    named = [one for one in graph.once(_named) if one.beside.isdisjoint(PODS)]
    pods = list(_pods(graph)) if named else []  # a release is long, and another in every cluster of a fleet
    for one in named:
        if all(any(_inside(cidr, known) for known in pods) for cidr in one.cidrs):
            yield one.finding("is part of the pod network: it matches no pod", "select the pods by their labels")


@rule("security/cidr-of-nodes", severity="warning")
def cidr_of_nodes(graph: Graph) -> Iterator[Finding]:
    """An overlay's policy names addresses of nodes alone as a CIDR: it never matches them.

    Nodes have an identity of their own, and CIDR rules do not match it (#9209, #20550; `policyCIDRMatchMode` is empty by
    default). What the inventory says is judged as `security/cidr-of-cluster`.
    """
    named = [one for one in graph.once(_named) if one.policy.about.touched() and one.beside.isdisjoint(NODES)]
    site = Site.of(graph) if named else Site()
    addresses = {(address.version, address.number) for node in site.nodes for address in node.addresses}
    if not addresses or any("nodes" in matched_by_cidr(one.spec.get("values") or {}) for one in releases(graph)):
        return
    for one in named:
        if all(_nothing_but(cidr, addresses) for cidr in one.cidrs):
            yield one.finding(
                "is nothing but nodes: no CIDR rule ever matches them",
                "name `remote-node` and `host` as entities, or `kube-apiserver` for the API server",
            )


class _Networks(Struct, frozen=True):
    """A CIDR of a rule, or those of a group that it names."""

    policy: Policy
    direction: str
    cidrs: tuple[str, ...]
    beside: frozenset[str]
    """The entities that rules of this list name, and `pods` where one names pods."""

    def finding(self, what: str, hint: str) -> Finding:
        about = self.policy.about
        return Finding(about, ("spec", self.direction), f"{self.cidrs[0]} in {about.title} {what}", hint)


def _named(graph: Graph) -> tuple[_Networks, ...]:
    """The networks of every list of rules."""
    return tuple(_each(graph))


def _each(graph: Graph) -> Iterator[_Networks]:
    groups = {item.name: item for item in graph.of("CiliumCIDRGroup", "cilium.io")}
    for policy in everything(graph):
        for direction, word in SIDES.items():
            for name in (direction, f"{direction}Deny"):
                rules = policy.spec.get(name) or ()
                found = [cidrs for one in rules for cidrs in _cidrs(one, word, groups)]
                if found:
                    beside = frozenset(identity for one in rules for identity in _identities(one, word))
                    yield from (_Networks(policy, direction, cidrs, beside) for cidrs in found)


def _pods(graph: Graph) -> Iterator[Network]:
    """Pod networks as the release says them; the native CIDR of a foreign tree may hold more, so it counts in ours alone."""
    for release in graph.of("HelmRelease"):
        values = mapping(release.spec, "values")
        if not ("ipam" in values or "kubeProxyReplacement" in values) or "pods" in matched_by_cidr(values):
            continue
        pool = mapping(values, "ipam", "operator")
        found: list[Any] = [
            *_list(pool.get("clusterPoolIPv4PodCIDRList")),
            *_list(pool.get("clusterPoolIPv6PodCIDRList")),
        ]
        if release.unit is not None:
            found += [values.get("ipv4NativeRoutingCIDR"), values.get("ipv6NativeRoutingCIDR")]
        for text in found:
            try:
                yield network(str(text))
            except ValueError:
                continue


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _identities(one: Json, word: str) -> Iterator[str]:
    yield from map(str, one.get(f"{word}Entities") or ())
    if one.get(f"{word}Endpoints"):
        yield "pods"
    if one.get(f"{word}Nodes"):
        yield "remote-node"


def _cidrs(one: Json, word: str, groups: Mapping[str, Object]) -> Iterator[tuple[str, ...]]:
    yield from ((str(cidr),) for cidr in one.get(f"{word}CIDR") or ())
    for item in one.get(f"{word}CIDRSet") or ():
        group = groups.get(str(item.get("cidrGroupRef")))
        found = (group.spec.get("externalCIDRs") or ()) if group is not None else (item.get("cidr") or "",)
        if found:
            yield tuple(map(str, found))


def _inside(cidr: str, known: Network) -> bool:
    try:
        return network(cidr) in known
    except ValueError:
        return False


def _nothing_but(cidr: str, addresses: set[tuple[int, int]]) -> bool:
    """Whether each address of a network is among these."""
    try:
        found = network(cidr)
    except ValueError:
        return False
    return found.size <= len(addresses) and all(
        (found.version, number) in addresses for number in range(found.first, found.last + 1)
    )
