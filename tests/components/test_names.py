"""Who may ask the cluster's DNS for what, judged on the tree that comes out.

The engine of Cilium 1.20.0 (pkg/policy, the policy resolved for each pod) said the same of every pod here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.components.security.layer7 import lets_all
from generator.components.security.units import ALLOWS, NAMESPACE
from generator.components.security.verdict import End, Judge, covers, passes, policies
from generator.core.graph import Graph
from tests.harness import COMPONENTS, compiled

SERVERS = End(labels={NAMESPACE: "kube-system", "k8s-app": "kube-dns"})
CASES = Path(COMPONENTS, "security", "cases")
CLUSTER = """
apiVersion: infraflux.dev/v1alpha1
kind: Inventory
cluster: {name: lab, distribution: rke2, networks: {nodes: [192.168.1.0/24], pods: [10.42.0.0/16]}}
cilium: {version: 1.20.0, operator: {replicas: 1}}
flux: {repository: "https://github.com/example/lab", install: existing}
"""


def graph_of(inventory: Path) -> Graph:
    [cluster], _ = compiled(inventory)
    assert cluster.graph is not None
    return cluster.graph


def may_ask(graph: Graph, namespace: str, **labels: str) -> str:
    """`any` name, those of a `list`, or `none`, by UDP and TCP alike. All labels of the pod are known."""
    judge = Judge(policies(graph))
    answers = set()
    for transport in ("UDP", "TCP"):
        given = [
            one
            for policy, _ in judge.about(End(labels={NAMESPACE: namespace, **labels}))
            for one in policy.spec.get("egress") or ()
            if covers(one, "egress", policy.namespace, SERVERS) and passes(one, (53, transport))
        ]
        whole = any(lets_all(one, 53, transport) for one in given)
        answers.add("any" if whole else "list" if given else "none")
    return "/".join(sorted(answers))


LISTED = [
    ("ci", {"app": "build"}, "list"),
    ("ci", {"app": "build", "mirror": "yes", "offline": "yes"}, "list"),
    ("ci", {"app": "release", "stage": "beta"}, "list"),
    ("ci", {"app": "release", "stage": "nightly"}, "any"),
    ("ci", {"app": "release"}, "any"),
    ("ci", {"app": "web", "stage": "beta"}, "any"),
    ("ci", {"app": "web", "mirror": "yes"}, "list"),
    ("ci", {"mirror": "yes", "offline": "yes"}, "any"),
    ("ci", {}, "any"),
    ("shop", {}, "list"),
    ("shop", {"app": "web"}, "list"),
    ("media", {"app": "web"}, "any"),
    ("media", {"app": "cache"}, "list"),
    ("media", {}, "list"),
    ("billing", {"app": "ledger"}, "any"),
    ("billing", {"app": "ledger", "names": "few"}, "list"),
    ("vault", {"app": "vault"}, "list"),
    ("elsewhere", {"names": "few"}, "list"),
    ("elsewhere", {"names": "all"}, "any"),
    ("elsewhere", {"app": "build"}, "any"),
    ("open", {"app": "a"}, "any"),
    ("open", {"app": "b"}, "any"),
    ("kube-system", {"names": "few"}, "any"),
    ("flux-system", {"app": "source-controller"}, "any"),
]


@pytest.mark.parametrize(("namespace", "labels", "names"), LISTED)
def test_a_list_holds_for_its_pods_and_no_others(namespace: str, labels: dict[str, str], names: str) -> None:
    assert may_ask(graph_of(CASES / "listed-names" / "inventory.yaml"), namespace, **labels) == names


PLATFORM = [
    ("cert-manager", {"app.kubernetes.io/instance": "cert-manager", "app.kubernetes.io/component": "controller"}),
    ("external-dns", {"app.kubernetes.io/instance": "public", "app.kubernetes.io/name": "external-dns"}),
    ("observability", {"app.kubernetes.io/name": "prometheus"}),
    ("kube-system", {"k8s-app": "hubble-ui"}),
    ("kube-system", {"k8s-app": "metrics-server"}),
    ("flux-system", {"app": "source-controller"}),
]


@pytest.mark.parametrize(("namespace", "labels"), PLATFORM)
def test_a_list_for_all_pods_leaves_the_platform_alone(namespace: str, labels: dict[str, str]) -> None:
    graph = graph_of(CASES / "listed-everywhere" / "inventory.yaml")

    assert may_ask(graph, namespace, **labels) == "any"
    assert may_ask(graph, "shop", app="web") == "list"


def test_gateways_and_health_checks_are_in_no_selector() -> None:
    found = policies(graph_of(CASES / "listed-names" / "inventory.yaml"))
    judge = Judge(found)

    assert any(policy.about.unit == ALLOWS and policy.spec.get("egress") for policy in found)
    for entity in ("ingress", "health"):
        about = judge.about(End(labels={f"reserved:{entity}": ""}))
        assert not [policy for policy, _ in about if policy.about.unit == ALLOWS and policy.spec.get("egress")]


def test_lists_that_take_too_many_selectors_are_said_to_be_void(tmp_path: Path) -> None:
    """Pods that differ in many labels at once: their opposite would be a policy for each way to differ."""
    lists = [
        f'{{name: p{n}, namespace: shop, pods: "a{n}=1,b{n}=1", egress: [{{dns: [example.com]}}]}}' for n in range(8)
    ]
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(CLUSTER + f"security: {{policies: [{', '.join(lists)}]}}\n")
    [cluster], findings = compiled(inventory)

    assert cluster.graph is not None
    assert may_ask(cluster.graph, "elsewhere") == "any"
    assert [one.code for one in findings] == ["security/dns-rule-void"] * 8
