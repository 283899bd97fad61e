"""Cluster configs that overlays brought or changed, against the nodes that the inventory lists."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.nodes import contained
from generator.core.announcing import GROUP, cluster_configs
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.selector import Requirement, from_spec
from generator.core.site import Site
from generator.core.suggest import did_you_mean

NODES = ("spec", "nodeSelector")


@rule("bgp/node-of-two-configs")
def node_of_two_configs(graph: Graph) -> Iterator[Finding]:
    """An overlay lets two cluster configs select a node of the inventory.

    What `bgp/node-in-two-groups` says of the inventory's routers: the node takes its configuration from one of them, the other
    is ignored there, with the condition `ConflictingClusterConfig` (Cilium docs, BGP, cluster configuration). Where all nodes of
    one are surely nodes of the other, `bgp/same-nodes-twice` says so.
    """
    configs = cluster_configs(graph)
    if len(configs) < 2 or not any(config.touched(*NODES) for config in configs):
        return
    site, selectors = Site.of(graph), [chosen(config) for config in configs]
    said = {frozenset(pair) for pair in contained(selectors)}
    seen: dict[str, int] = {}
    for at, config in enumerate(configs):
        for node in site.selected(selectors[at]):
            first = seen.setdefault(node.name, at)
            pair = frozenset((first, at))
            if first != at and pair not in said and (config.touched(*NODES) or configs[first].touched(*NODES)):
                said.add(pair)
                yield Finding(
                    config,
                    NODES,
                    f"{config.title} selects node {str(node.name)!r}, which {configs[first].title} selects too",
                    hint="make the selectors exclude each other: a node peers as one of them says",
                    others=((configs[first], NODES, "selected here too"),),
                )


@rule("bgp/override-of-unlisted-node", WARNING)
def override_of_unlisted_node(graph: Graph) -> Iterator[Finding]:
    """An overlay brings an override whose name is that of no listed node.

    What `bgp/override-names-no-node` says of the inventory: Cilium finds a CiliumBGPNodeConfigOverride by the name of the node. A
    warning, for a node may not be listed.
    """
    for override in graph.of("CiliumBGPNodeConfigOverride", GROUP):
        names = [str(node.name) for node in Site.of(graph).nodes] if not override.owner else []
        if names and override.name not in names:
            yield Finding(
                override,
                ("metadata", "name"),
                f"no listed node is called {override.name!r}, which {override.title} is for",
                hint=did_you_mean(override.name, names) or "call it like the node",
            )


def chosen(config: Object) -> tuple[Requirement, ...]:
    """The nodes of a cluster config; without selector: all."""
    spec = config.spec.get("nodeSelector")
    return from_spec(spec) if isinstance(spec, dict) else ()
