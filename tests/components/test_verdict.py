"""The small judge of policies: one test for each thing that is easily got wrong."""

from __future__ import annotations

from typing import Any

import pytest

from generator.components.security.network_policy import everything
from generator.components.security.units import NAMESPACE
from generator.components.security.verdict import End, Judge, policies
from generator.core.graph import Graph, Object

HTTP = (80, "TCP")
WEB = End(labels={NAMESPACE: "shop", "app": "web"})
API = End(labels={NAMESPACE: "shop", "app": "api"})
OPS = End(labels={NAMESPACE: "ops", "app": "web"})
HOST = End(entity="host", labels={"reserved:host": ""})
SERVER = End(entity="kube-apiserver", labels={"reserved:kube-apiserver": ""})
WORLD = End(entity="world", labels={"reserved:world": ""})
OFFICE = End(cidr="198.51.100.7/32")

Spec = dict[str, Any]
PORT = [{"ports": [{"port": "80", "protocol": "TCP"}]}]


def says(direction: str, here: End, there: End, *specs: Spec, port: tuple[int, str] | None = HTTP) -> str:
    """What policies of namespace `shop` say (a spec with `cluster` is of no namespace)."""
    objects = []
    for spec in specs:
        everywhere = spec.pop("cluster", False)
        kind = "CiliumClusterwideNetworkPolicy" if everywhere else "CiliumNetworkPolicy"
        metadata = {"name": "p"} if everywhere else {"name": "p", "namespace": "shop"}
        document = {"apiVersion": "cilium.io/v2", "kind": kind, "metadata": metadata, "spec": spec}
        objects.append(Object(document=document, file="p.yaml"))
    cut = Judge(policies(Graph(objects))).cut(direction, here, there, port)
    return "passes" if cut is None else "denied" if cut.explicit else "refused"


def allow(*rules: Spec, **more: Any) -> Spec:
    return {"endpointSelector": {}, "ingress": list(rules), **more}


@pytest.mark.parametrize(
    ("peer", "verdict"), [(API, "passes"), (OPS, "refused"), (HOST, "refused"), (OFFICE, "refused")]
)
def test_empty_selector_means_the_own_namespace(peer: End, verdict: str) -> None:
    assert says("ingress", WEB, peer, allow({"fromEndpoints": [{}]})) == verdict


def test_empty_selector_of_a_cluster_wide_policy_means_all_pods() -> None:
    policy = allow({"fromEndpoints": [{}]}, cluster=True)

    assert says("ingress", WEB, OPS, dict(policy)) == "passes"
    assert says("ingress", WEB, HOST, dict(policy)) == "refused"


def test_empty_rule_matches_nothing_and_enforces() -> None:
    assert says("ingress", WEB, API, allow({})) == "refused"


def test_ports_alone_mean_everybody() -> None:
    assert says("ingress", WEB, WORLD, allow({"toPorts": PORT})) == "passes"
    assert says("ingress", WEB, WORLD, allow({"toPorts": PORT}), port=(81, "TCP")) == "refused"


def test_empty_list_is_not_absent() -> None:
    assert says("ingress", WEB, API, allow({"fromEndpoints": [], "toPorts": PORT})) == "refused"
    assert says("ingress", WEB, API, allow({"fromEndpoints": [{}], "fromCIDR": []})) == "refused"
    open_to_all = {"endpointSelector": {}, "egress": [{"toFQDNs": [], "toPorts": PORT}]}
    assert says("egress", WEB, WORLD, open_to_all) == "passes"


def test_deny_beats_every_allow() -> None:
    deny = {"endpointSelector": {}, "ingressDeny": [{"fromEntities": ["all"]}], "enableDefaultDeny": {"ingress": False}}

    assert says("ingress", WEB, API, allow({"fromEndpoints": [{}]}), deny) == "denied"


def test_lone_deny_refuses_the_rest() -> None:
    deny: Spec = {"endpointSelector": {}, "egressDeny": [{"toCIDR": ["169.254.169.254/32"]}]}

    assert says("egress", WEB, SERVER, dict(deny)) == "refused"
    assert says("egress", WEB, SERVER, {**deny, "enableDefaultDeny": {"egress": False}}) == "passes"


def test_entities() -> None:
    assert says("egress", WEB, SERVER, {"endpointSelector": {}, "egress": [{"toEntities": ["cluster"]}]}) == "passes"
    assert says("egress", WEB, OFFICE, {"endpointSelector": {}, "egress": [{"toEntities": ["world"]}]}) == "passes"
    assert says("egress", WEB, OFFICE, {"endpointSelector": {}, "egress": [{"toEntities": ["cluster"]}]}) == "refused"


def test_cidr_and_its_exceptions() -> None:
    one = {"cidr": "198.51.100.0/24"}

    assert says("ingress", WEB, OFFICE, allow({"fromCIDRSet": [one]})) == "passes"
    assert says("ingress", WEB, OFFICE, allow({"fromCIDRSet": [{**one, "except": ["198.51.100.0/28"]}]})) == "refused"
    assert says("ingress", WEB, API, allow({"fromCIDR": ["0.0.0.0/0"]})) == "refused"


def test_a_deny_counts_only_when_it_surely_hits() -> None:
    """Nothing is known of label `tier`: the pod may have it."""
    deny = {
        "endpointSelector": {"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["db"]}]},
        "egressDeny": [{"toEntities": ["kube-apiserver"]}],
    }

    assert says("egress", WEB, SERVER, deny) == "passes"


def test_port_ranges_and_protocols() -> None:
    ranged = allow({"toPorts": [{"ports": [{"port": "80", "endPort": 90, "protocol": "UDP"}]}]})

    assert says("ingress", WEB, API, dict(ranged), port=(85, "UDP")) == "passes"
    assert says("ingress", WEB, API, dict(ranged), port=(85, "TCP")) == "refused"
    assert says("ingress", WEB, API, dict(ranged), port=None) == "refused"


def network_policy(spec: Spec, here: End, there: End, direction: str = "ingress") -> bool:
    """Whether traffic passes a NetworkPolicy of namespace `shop`."""
    metadata = {"name": "p", "namespace": "shop"}
    document = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata, "spec": spec}
    return (
        Judge(everything(Graph([Object(document=document, file="p.yaml")]))).cut(direction, here, there, HTTP) is None
    )


def test_network_policies_are_judged_too() -> None:
    own: Spec = {"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}]}
    every: Spec = {"podSelector": {}, "ingress": [{"from": [{"namespaceSelector": {}}]}]}

    assert network_policy(own, WEB, API)
    assert not network_policy(own, WEB, OPS)
    assert network_policy(every, WEB, OPS)
    assert not network_policy(every, WEB, WORLD)
    assert network_policy({"podSelector": {}, "ingress": [{}]}, WEB, WORLD)
    assert network_policy({"podSelector": {}, "ingress": [{"ports": [{"port": 80}]}]}, WEB, WORLD)
    assert network_policy(
        {"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "198.51.100.0/24"}}]}]}, WEB, OFFICE
    )


def test_network_policy_without_rules_isolates() -> None:
    assert not network_policy({"podSelector": {}}, WEB, API)
    assert network_policy({"podSelector": {}}, WEB, API, "egress")
    assert not network_policy({"podSelector": {}, "policyTypes": ["Egress"]}, WEB, API, "egress")
    assert network_policy({"podSelector": {"matchLabels": {"app": "db"}}}, WEB, API)
