"""What the inventory knows of where the cluster stands: whom a selector of nodes means, and on which links they are."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from generator.core.context import Context
from generator.core.graph import Graph
from generator.core.inventory import ROLE_LABELS, Distribution, Node
from generator.core.net import Network
from generator.core.selector import Requirement, holds, select

_DOMAINS = ("kubernetes.io", "k8s.io")


class Site(Struct, frozen=True):
    """Empty for a tree that is not ours: then nothing can be said of nodes."""

    nodes: tuple[Node, ...] = ()
    distribution: Distribution = "kubeadm"
    networks: tuple[Network, ...] = ()
    """Of the nodes."""
    pods: tuple[Network, ...] = ()
    services: tuple[Network, ...] = ()

    @classmethod
    def of(cls, graph: Graph) -> Site:
        """Where the cluster of a graph stands."""
        return graph.fact("site", cls())

    def selected(self, terms: Iterable[Requirement]) -> tuple[Node, ...]:
        """The listed nodes that a selector surely means."""
        asked = tuple(terms)
        return tuple(node for node in self.nodes if select(asked, node.labels_on(self.distribution)))

    def eligible(self, terms: Iterable[Requirement]) -> tuple[Node, ...]:
        """The listed nodes that a selector may mean, as others put labels on them, too."""
        asked = tuple(terms)
        return tuple(node for node in self.nodes if _may_mean(asked, node.labels_on(self.distribution)))

    def misses(self, terms: Iterable[Requirement]) -> bool:
        """Whether nodes are listed, and a selector means none of them."""
        return bool(self.nodes) and not self.eligible(terms)

    def unlisted(self, terms: Iterable[Requirement]) -> tuple[str, ...]:
        """The labels that a selector asks for and that no listed node has: people may put them on nodes by hand."""
        listed = {key for node in self.nodes for key in node.labels_on(self.distribution)}
        asked = dict.fromkeys(key for key, operator, _ in terms if operator in ("In", "Exists"))
        return tuple(key for key in asked if self.nodes and key not in listed and not _of_others(key))


def site(ctx: Context) -> Site:
    """Of one cluster."""
    networks = ctx.cluster.networks
    return Site(ctx.nodes, ctx.cluster.distribution, networks.nodes, networks.pods, networks.services)


def _may_mean(terms: tuple[Requirement, ...], labels: dict[str, str]) -> bool:
    return all((term[0] not in labels and _of_others(term[0])) or holds(term, labels) for term in terms)


def _of_others(key: str) -> bool:
    """Whether kubelets, cloud providers or feature discovery set a label, so that it need not be in the inventory.

    Most labels of these domains a kubelet may not give itself (Kubernetes docs, NodeRestriction); those of roles are known.
    """
    domain, slash, _ = key.partition("/")
    reserved = any(domain == one or domain.endswith(f".{one}") for one in _DOMAINS)
    return bool(slash) and reserved and key not in ROLE_LABELS
