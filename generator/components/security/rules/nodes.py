"""Policies of nodes that cut off what the nodes themselves live on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from generator.components.bgp import Peer, peers
from generator.components.cilium import releases
from generator.components.security.verdict import SIDES, End, Policy, Wanted, covers, network, passes, policies
from generator.core.artifact import Json
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.net import Network
from generator.core.selector import Requirement, contradiction, from_spec
from generator.core.values import at

OF_EVERY_NODE = ("kubernetes.io/os", "In", ("linux",))
"""Cilium runs on no other."""
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
LOCAL = tuple(map(Network, ("127.0.0.0/8", "::1/128")))
"""Traffic of a node with itself passes no device, so no policy sees it."""
API, KUBELET, HEALTH, BGP = 6443, 10250, 4240, 179
SERVERS = End(entity="kube-apiserver", labels={"reserved:kube-apiserver": ""})
OTHERS = End(entity="remote-node", labels={"reserved:remote-node": ""})
OUTSIDE = End(entity="world", labels={"reserved:world": ""})
"""A load balancer before the API server, wherever it is."""
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
    each = (Nodes(policy, _terms(policy.spec["nodeSelector"])) for policy in found)
    return tuple(one for one in each if contradiction(one.terms) is None)


def _terms(selector: Json) -> frozenset[Requirement]:
    return frozenset(from_spec(selector)) - {OF_EVERY_NODE}


@rule("security/bgp-cut")
def bgp_cut(graph: Graph) -> Iterator[Finding]:
    """A policy of nodes lets them not connect to a router that they are to peer with: the session never comes up.

    Sessions are TCP connections of the agent, which runs in the node's network, to port 179 of the router; policies of nodes
    hold for all traffic of nodes (Documentation/security/policy/host.rst). A router is no part of the cluster: `cluster` and
    `remote-node` do not mean it. Where nodes listen as well, the router may come to them instead.
    """
    hosts = of_nodes(graph)
    cuts: dict[tuple[int, str, int], list[_Cut]] = {}
    for peer in peers(graph) if hosts else ():
        address, peering = str(peer.body.get("peerAddress") or ""), _peering(peer)
        if not address or any(network(address) in one for one in LOCAL):
            continue
        router = End(cidr=address)
        ends = (router,) if peer.cluster.unit is not None else (router, OTHERS)  # a router of ours is no node
        config = graph.find("cilium.io", "CiliumBGPPeerConfig", peer.config or "")
        port = int((config and at(config.spec, ("transport", "peerPort"))) or BGP)
        for one in hosts:
            where = _cut(hosts, one, "egress", ends, (port, "TCP")) if one.meets(peering) else None
            if where and not _heard(graph, hosts, one, peer, ends):
                found = cuts.setdefault((id(one.policy.about), where, port), [])
                found.append(_Cut(one.policy.about, address, config or peer.cluster))
    for (_, where, port), found in cuts.items():
        yield _no_session(where, port, found)


class _Cut(Struct, frozen=True):
    policy: Object
    router: str
    said: Object
    """What says how nodes peer with it."""


def _no_session(where: str, port: int, cuts: list[_Cut]) -> Finding:
    routers = list(dict.fromkeys(cut.router for cut in cuts))
    more = f" and {len(routers) - 1} more" if len(routers) > 1 else ""
    prefixes = ", ".join(f'"{router}/{128 if ":" in router else 32}"' for router in routers)
    return Finding(
        cuts[0].policy,
        ("spec", where),
        f"{cuts[0].policy.title} keeps nodes from router {routers[0]}{more}, port {port}: there will be no BGP session",
        hint="narrow the deny: no allow helps against it"
        if where != "egress"
        else f"allow egress `toCIDR: [{prefixes}]` on port {port}, protocol TCP",
        others=((cuts[0].said, ("spec",), f"how nodes peer with {routers[0]}"),),
    )


def _peering(peer: Peer) -> frozenset[Requirement]:
    """Of nodes that peer."""
    return _terms(peer.cluster.spec.get("nodeSelector") or {})


def _heard(graph: Graph, hosts: tuple[Nodes, ...], one: Nodes, peer: Peer, ends: tuple[End, ...]) -> bool:
    """Whether the nodes listen, and the router gets through to them."""
    instance = peer.cluster.spec["bgpInstances"][peer.instance]
    overridden = any(
        inner.get("localPort")
        for override in graph.of("CiliumBGPNodeConfigOverride", "cilium.io")
        for inner in override.spec.get("bgpInstances") or ()
    )
    port = instance.get("localPort")
    return overridden or bool(port and not _cut(hosts, one, "ingress", ends, (int(port), "TCP")))


@rule("security/nodes-cut-off", severity="warning")
def nodes_cut_off(graph: Graph) -> Iterator[Finding]:
    """A policy of nodes refuses what keeps a cluster of several nodes together: its API server, kubelets, health checks.

    Policies of nodes hold for all traffic of nodes and of pods in their network (Documentation/security/policy/host.rst):
    kubelets that do not reach the API server turn NotReady, logs and probes of webhooks stop, agents report one another as
    unreachable. No one may be able to reach the policy any more to mend it (#32698).
    """
    hosts = of_nodes(graph)
    for one in hosts:
        for direction in SIDES:
            cut = [
                (where, what)
                for what, ends, port, concerns in _needed(graph, direction)
                if concerns(one) and (where := _cut(hosts, one, direction, ends, (port, "TCP")))
            ]
            if cut:
                how = "keeps out" if direction == "ingress" else "keeps nodes from reaching"
                yield Finding(
                    one.policy.about,
                    ("spec", cut[0][0]),
                    f"{one.policy.about.title} {how} {', '.join(what for _, what in cut)}",
                    hint="narrow the deny: no allow helps against it"
                    if cut[0][0] != direction
                    else f"allow `{SIDES[direction]}Entities: [remote-node, kube-apiserver]` on these ports",
                )


Concerns = Callable[[Nodes], bool]


def _needed(graph: Graph, direction: str) -> Iterator[tuple[str, tuple[End, ...], int, Concerns]]:
    """(what, the other ends, port, which policies it is certain for): ports of TCP that each cluster of several nodes needs."""
    release = next(iter(releases(graph)), None)
    own, port = (False, None) if release is None else _api(release)
    if direction == "egress":
        if port is not None:
            yield f"the API server (port {port})", (OTHERS, SERVERS, OUTSIDE), port, _has_agents
        if own:
            yield f"kubelets (port {KUBELET})", (OTHERS,), KUBELET, _has_servers
    elif own:
        yield f"those who ask the API server (port {API})", (OTHERS, SERVERS, OUTSIDE), API, _has_servers
        yield f"the API server, which asks kubelets (port {KUBELET})", (OTHERS, SERVERS), KUBELET, _has_agents
    if release is None or at(release.spec, ("values", "healthChecking")) is not False:
        yield f"health checks between nodes (port {HEALTH})", (OTHERS,), HEALTH, lambda _: True


def _has_servers(one: Nodes) -> bool:
    return one.everywhere or one.of_servers


def _has_agents(one: Nodes) -> bool:
    return not one.of_servers


def _api(release: Object) -> tuple[bool, int | None]:
    """(whether nodes of the cluster serve its API, the port where nodes reach it), as far as a release says so."""
    host, port = at(release.spec, ("values", "k8sServiceHost")), at(release.spec, ("values", "k8sServicePort"))
    if host in ("127.0.0.1", "::1", "localhost"):
        return True, API  # something on each node passes it on to the servers' own port
    return release.unit is not None, int(port) if host and str(port).isdigit() else None


def _cut(hosts: tuple[Nodes, ...], one: Nodes, direction: str, ends: tuple[End, ...], wanted: Wanted) -> str | None:
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
