"""Policies of nodes that cut off what the nodes themselves live on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.components.cilium import releases
from generator.components.security.hosts import OTHERS, OUTSIDE, Nodes, kept_out, of_nodes
from generator.components.security.verdict import SIDES, End
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.values import at

API, KUBELET, HEALTH = 6443, 10250, 4240
SERVERS = End(entity="kube-apiserver", labels={"reserved:kube-apiserver": ""})


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
                if concerns(one) and (where := kept_out(hosts, one, direction, ends, (port, "TCP")))
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
