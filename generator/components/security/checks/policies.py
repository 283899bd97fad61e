"""What a policy as a whole can get wrong."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.security.policy import Policy, Rule
from generator.components.security.settings import Settings
from generator.core.context import Context
from generator.core.judgement import Other, Problem, check
from generator.core.offer import Port as NodePort
from generator.core.scalar import Port
from generator.core.selector import disjoint
from generator.core.site import site

OPEN = {"nodes": ("cluster", "remote-node", "all"), "servers": ("cluster", "remote-node", "all")}
"""Who connects to a port of nodes -> entities one of which must be let in."""
ALWAYS = (
    NodePort(port="6443/tcp", sources="nodes", targets="servers", why="API server"),
    NodePort(port="2379-2380/tcp", sources="servers", targets="servers", why="etcd"),
    NodePort(port="10250/tcp", sources="nodes", why="kubelet"),
    NodePort(port="4240/tcp", sources="nodes", why="health checks of Cilium"),
)
"""Ports without which a cluster falls apart (Documentation/security/host-firewall.rst; RKE2 and kubeadm port lists)."""


@check("security/policy-says-nothing")
def policy_says_nothing(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A policy without rules: the agent refuses it, and Cilium 1.20 refuses the object. It denies nothing."""
    for policy in settings.policies:
        posture = policy.default_deny
        if not policy.ingress and not policy.egress and not posture.ingress and not posture.egress:
            yield Problem(
                policy,
                (),
                f"policy {str(policy.name)!r} says nothing",
                hint="write rules, or `defaultDeny: {ingress: true}` to refuse everything",
            )


@check("security/nodes-and-pods")
def nodes_and_pods(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A policy is about nodes or about pods: Cilium takes one selector, and node policies are cluster-wide.

    The agent refuses an object with both; a nodeSelector in a CiliumNetworkPolicy is refused too (pkg/policy/api/rule.go).
    """
    for policy in settings.policies:
        if policy.nodes is None:
            continue
        for field in ("pods", "namespace"):
            if getattr(policy, field) is not None:
                yield Problem(
                    policy, field, f"a policy about nodes cannot have `{field}`", hint=f"remove `{field}`, or `nodes`"
                )


@check("security/host-firewall-off")
def host_firewall_off(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A policy is about nodes, and the host firewall is off: nothing enforces it (Documentation/security/host-firewall.rst)."""
    cilium = ctx.get(CILIUM)
    for policy in settings.policies:
        if policy.nodes is not None and cilium is not None and not cilium.host_firewall:
            yield Problem(
                policy,
                "nodes",
                f"policy {str(policy.name)!r} is about nodes, and the host firewall is off",
                hint="set `cilium.hostFirewall: true`",
                others=(Other(cilium, "hostFirewall", "it would be switched on here"),),
            )


@check("security/http-on-nodes")
def http_on_nodes(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """HTTP rules in a policy about nodes: the agent refuses it whole.

    pkg/policy/api/rule_validation.go, v1.18.0, v1.19.6, v1.20.0; of layer 7 it takes DNS rules alone (`security/dns-on-nodes`).
    """
    for policy in settings.policies:
        for rule in (*policy.ingress, *policy.egress):
            if policy.nodes is not None and rule.http:
                yield Problem(
                    rule, "http", "HTTP rules cannot be about nodes", hint="remove them, and allow the port alone"
                )


@check("security/no-such-nodes")
def no_such_nodes(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A policy selects nodes by labels that no listed node has: it is about nobody."""
    for policy in settings.policies:
        selector = policy.nodes
        if selector is not None and site(ctx).misses(selector.requirements):
            yield Problem(
                policy, "nodes", f"no listed node has {str(selector)!r}", hint="label a node, or change the selector"
            )


@check("security/host-policy-gap")
def host_policy_gap(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A policy of nodes refuses what nothing allows, and does not allow a port that the cluster itself needs.

    Nodes without the API server, etcd, kubelet or Cilium's own ports fall out of the cluster, and no one can reach the
    policy any more to mend it (Documentation/security/host-firewall.rst; #32698).
    """
    offered = [port for port in ctx.offers(NodePort) if port.sources in OPEN and port.port[0].isdigit()]
    said = {Port(port.port).number for port in offered}
    needed = (*(port for port in ALWAYS if Port(port.port).number not in said), *offered)
    about = [(policy, policy.nodes) for policy in settings.policies if policy.nodes is not None]
    for policy, nodes in about:
        if not _refuses(policy):
            continue
        roles = {node.role for node in ctx.nodes if nodes.matches(node.labels_on(ctx.cluster.distribution))}
        rules = [
            rule
            for other, selector in about
            if not disjoint(nodes.requirements, selector.requirements)
            for rule in other.ingress
        ]
        shut = [
            f"{port.port} ({port.why})"
            for port in {port.port: port for port in needed}.values()
            if not (port.targets == "servers" and roles == {"agent"})
            and not any(_lets_in(rule, port) for rule in rules)
        ]
        if shut:
            yield Problem(
                policy,
                "ingress",
                f"policy {str(policy.name)!r} cuts nodes off from {', '.join(shut)}",
                hint="add `{peers: [{entities: [cluster]}]}` to its `ingress`, or `remote-node` on these ports",
            )


def _refuses(policy: Policy) -> bool:
    said = policy.default_deny.ingress
    return bool(policy.ingress) if said is None else said


def _lets_in(rule: Rule, port: NodePort) -> bool:
    if rule.deny or rule.peers is None:
        return not rule.deny and _open(rule, port)
    return any(entity in OPEN[port.sources] for peer in rule.peers for entity in peer.entities) and _open(rule, port)


def _open(rule: Rule, port: NodePort) -> bool:
    wanted = Port(port.port)
    if not rule.ports:
        return not rule.icmp
    first, last = wanted.number or 0, wanted.last or wanted.number or 0
    return any(
        one.number is not None
        and one.protocol in ("ANY", wanted.protocol)
        and one.number <= first
        and last <= (one.last or one.number)
        for one in rule.ports
    )
