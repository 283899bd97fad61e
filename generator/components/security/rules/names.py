"""DNS rules of policies about nodes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.security.hosts import of_nodes
from generator.components.security.rules.upgrades import Minor, running
from generator.components.security.verdict import Policy
from generator.core.artifact import Json
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule

DOCUMENTED = (1, 19)
"""The minor whose documentation has DNS rules about nodes first."""


@rule("security/dns-on-nodes", severity="warning")
def dns_on_nodes(graph: Graph) -> Iterator[Finding]:
    """DNS rules in a policy about nodes are beta: whatever the nodes ask goes through the agent, and waits while it restarts.

    The agent takes them in egress from 1.18 on, other layer 7 rules never (pkg/policy/api/rule_validation.go, v1.18.0, v1.19.6,
    v1.20.0). Documentation/security/policy calls them beta in 1.19 and 1.20 (host.rst), and says in 1.18 that policies of nodes
    cannot have layer 7 rules (language.rst). kubelet needs names for images and for an API server that has one, so a new image
    of the agent has to be on the node before the old agent stops. With `endpointRoutes`, answers of the cluster's own DNS do
    not come back to the node (host.rst; #45957).
    """
    said: set[int] = set()
    for policy, index, _ in _asking(graph):
        if id(policy.about) in said:
            continue
        said.add(id(policy.about))
        yield Finding(
            policy.about,
            ("spec", "egress", index),
            f"{policy.about.title} has DNS rules about nodes, which are {_standing(running(graph))}: nodes resolve no names while the agent restarts",
            hint="allow port 53 without DNS rules, and networks instead of names",
        )


@rule("security/nodes-ask-elsewhere", severity="warning")
def nodes_ask_elsewhere(graph: Graph) -> Iterator[Finding]:
    """A policy about nodes sees only what is asked of the cluster's DNS, and nodes ask the servers of their own resolv.conf.

    The agent learns addresses of names from answers that pass a DNS rule. What runs in the node's network asks the node's
    servers, outside of the cluster, but for pods with `dnsPolicy: ClusterFirstWithHostNet` (#34024, #45957): names in
    `toFQDNs` stay without addresses, and the list of names is about nobody.
    """
    asking = list(_asking(graph))
    seen = any(not one.get("toEndpoints") for *_, one in asking)
    for policy, index, _ in asking:
        if not seen:
            yield Finding(
                policy.about,
                ("spec", "egress", index),
                f"{policy.about.title} sees what the cluster's DNS is asked; nodes ask the servers of their own resolv.conf",
                hint="add a rule with DNS rules for UDP and TCP 53 of these servers, by their addresses",
            )


def _standing(minor: Minor | None) -> str:
    if minor is None or minor >= DOCUMENTED:
        return "beta"
    return f"not documented for Cilium {minor[0]}.{minor[1]}"


def _asking(graph: Graph) -> Iterator[tuple[Policy, int, Json]]:
    """(policy, index, rule) of every egress rule of nodes that has DNS rules."""
    for nodes in of_nodes(graph):
        for index, one in enumerate(nodes.policy.spec.get("egress") or ()):
            if any((ports.get("rules") or {}).get("dns") for ports in one.get("toPorts") or ()):
                yield nodes.policy, index, one
