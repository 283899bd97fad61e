"""Selectors of nodes that overlays brought or changed, against the nodes that the inventory lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cilium.kinds import CLUSTERWIDE, GROUP
from generator.core.diagnostics import WARNING
from generator.core.fields import value_at
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.selector import Requirement, from_spec
from generator.core.site import Site
from generator.core.suggest import nearest

Path = tuple[str | int, ...]
BGP, L2, EGRESS = "CiliumBGPClusterConfig", "CiliumL2AnnouncementPolicy", "CiliumEgressGatewayPolicy"
IDLE = {
    BGP: "no node peers",
    L2: "no node answers for its addresses",
    EGRESS: "the traffic of its pods is dropped",
    CLUSTERWIDE: "it is about nobody",
}
"""Kind -> what comes of it when it selects no node. A CiliumNodeConfig may wait for a label that nodes are given one by one."""
LIST = "list the label under `nodes`"


@rule("cilium/selects-no-node")
def selects_no_node(graph: Graph) -> Iterator[Finding]:
    """An overlay selects nodes by labels, and every listed node has others.

    What `bgp/selects-no-node`, `l2/selects-no-node`, `cilium/egress-without-gateway` and `security/no-such-nodes` say of the
    inventory's own selectors. A CiliumBGPClusterConfig then has the condition NoMatchingNode, addresses of an L2 policy are
    answered by nobody, traffic for an egress gateway is dropped (Cilium docs, BGP, L2 announcements, egress gateway).
    """
    for item, path, terms in _touched(graph):
        site = Site.of(graph)
        unlisted = site.unlisted(terms)
        if site.misses(term for term in terms if term[0] not in unlisted):
            yield Finding(
                item,
                path,
                f"{item.title} selects none of the {len(site.nodes)} listed nodes: {IDLE[item.kind]}",
                hint="correct the selector, or label the nodes under `nodes`",
            )


@rule("cilium/selects-unlisted-label", WARNING)
def selects_unlisted_label(graph: Graph) -> Iterator[Finding]:
    """An overlay selects nodes by a label that no listed node has.

    The object means nobody unless somebody labels nodes by hand; node files give nodes the labels of the inventory. Labels of
    kubernetes.io are not judged: kubelets and cloud providers set them.
    """
    for item, path, terms in _touched(graph):
        site = Site.of(graph)
        unlisted = site.unlisted(terms)
        if unlisted and not site.misses(term for term in terms if term[0] not in unlisted):
            known = {key for node in site.nodes for key in node.labels}
            yield Finding(
                item,
                path,
                f"{item.title} selects by the label `{unlisted[0]}`, which no listed node has: {IDLE[item.kind]}",
                hint=f"did you mean `{meant}`? If not, {LIST}" if (meant := nearest(unlisted[0], known)) else LIST,
            )


def _touched(graph: Graph) -> Iterator[tuple[Object, Path, tuple[Requirement, ...]]]:
    """The selectors of nodes in which an overlay has a say."""
    for kind in IDLE:
        for item in graph.of(kind, GROUP):
            for path in _places(item) if item.touched() else ():
                selector = value_at(item.document, path)
                if isinstance(selector, dict) and item.touched(*path):
                    yield item, path, from_spec(selector)


def _places(item: Object) -> Iterator[Path]:
    """Where an object of the kind selects nodes."""
    if item.kind == EGRESS:
        yield "spec", "egressGateway", "nodeSelector"
        yield from (
            ("spec", "egressGateways", index, "nodeSelector") for index in _indexes(item.spec, "egressGateways")
        )
    else:
        yield "spec", "nodeSelector"
        yield from (("specs", index, "nodeSelector") for index in _indexes(item.document, "specs"))


def _indexes(holder: dict[str, Any], field: str) -> range:
    found = holder.get(field)
    return range(len(found)) if isinstance(found, list) else range(0)
