"""Policies of nodes: which there are, about which nodes, and whom they keep from them."""

from __future__ import annotations

from msgspec import Struct

from generator.components.cilium import releases
from generator.components.security.verdict import SIDES, End, Policy, Wanted, covers, passes, policies
from generator.core.artifact import Json
from generator.core.graph import Graph
from generator.core.selector import Requirement, contradiction, from_spec
from generator.core.values import at

OF_EVERY_NODE = ("kubernetes.io/os", "In", ("linux",))
"""Cilium runs on no other."""
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
OTHERS = End(entity="remote-node", labels={"reserved:remote-node": ""})
OUTSIDE = End(entity="world", labels={"reserved:world": ""})
"""Wherever it is: a load balancer before the API server, for instance."""
UNSEEN = ("Nodes", "Groups", "Services")
"""Kinds of peers of which the tree does not say whom they mean."""


class Nodes(Struct, frozen=True):
    """A policy of nodes that some agent enforces."""

    policy: Policy
    terms: frozenset[Requirement]

    @property
    def everywhere(self) -> bool:
        """Whether it is about every node."""
        return not self.terms

    @property
    def of_servers(self) -> bool:
        """Whether it says itself that it is about servers."""
        return any(key == CONTROL_PLANE and operator in ("In", "Exists") for key, operator, _ in self.terms)

    def meets(self, terms: frozenset[Requirement]) -> bool:
        """Whether it surely is about nodes that hold these terms: one of the two asks for nothing beyond the other."""
        return self.terms <= terms or terms <= self.terms


def of_nodes(graph: Graph) -> tuple[Nodes, ...]:
    """Every policy of nodes, unless the release in the tree leaves the host firewall off: then none is enforced."""
    return graph.once(_of_nodes)


def _of_nodes(graph: Graph) -> tuple[Nodes, ...]:
    found = [policy for policy in policies(graph) if isinstance(policy.spec.get("nodeSelector"), dict)]
    if not found or any(at(one.spec, ("values", "hostFirewall", "enabled")) is not True for one in releases(graph)):
        return ()
    each = (Nodes(policy, terms(policy.spec["nodeSelector"])) for policy in found)
    return tuple(one for one in each if contradiction(one.terms) is None)


def terms(selector: Json) -> frozenset[Requirement]:
    """What a selector of nodes asks for."""
    return frozenset(from_spec(selector)) - {OF_EVERY_NODE}


def kept_out(hosts: tuple[Nodes, ...], one: Nodes, direction: str, ends: tuple[End, ...], wanted: Wanted) -> str | None:
    """The list that keeps all of these ends from a policy's nodes; None when one of them may pass.

    Whatever another policy allows that may be about the same nodes counts: allows add up.
    """
    policy = one.policy
    denied = policy.spec.get(f"{direction}Deny") or ()
    if all(
        any(covers(given, direction, policy.namespace, end, deny=True) and passes(given, wanted) for given in denied)
        for end in ends
    ):
        return f"{direction}Deny"
    if not policy.enforces(direction):
        return None
    for other in hosts:
        if contradiction((*one.terms, *other.terms)) is None:
            for given in other.policy.spec.get(direction) or ():
                if passes(given, wanted) and any(_may_cover(given, direction, other.policy, end) for end in ends):
                    return None
    return direction if policy.spec.get(direction) else f"{direction}Deny"


def _may_cover(given: Json, direction: str, policy: Policy, end: End) -> bool:
    word = SIDES[direction]
    kinds = [kind for kind in (*UNSEEN, *(("CIDR", "CIDRSet") if end == OUTSIDE else ())) if given.get(f"{word}{kind}")]
    groups = any(isinstance(one, dict) and not one.get("cidr") for one in given.get(f"{word}CIDRSet") or ())
    return bool(kinds) or groups or covers(given, direction, policy.namespace, end)
