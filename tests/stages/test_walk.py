"""What the walk says of trees that do not come up."""

from __future__ import annotations

import pytest

from generator.core.boot import World, world
from generator.core.boot.judged import JUDGED
from generator.core.graph import Graph, Object
from generator.reports import plan as report
from generator.stages.simulate import Boot, simulate
from tests.harness import COMPONENTS, compiled

CASES = COMPONENTS / "flux" / "cases"


def walked(case: str) -> Boot:
    """A case of `flux`, refused or not."""
    (cluster, *_), _ = compiled(CASES / case / "inventory.yaml")
    assert cluster.graph is not None
    assert cluster.ctx is not None
    return simulate(cluster.graph, world(cluster.ctx))


@pytest.mark.parametrize("code", JUDGED)
def test_every_fault_has_a_case_that_the_simulator_finds(code: str) -> None:
    boot = walked(code.partition("/")[2])
    assert code in {found for found, _ in boot.problems}
    assert not boot.complete


def test_circle_leaves_everything_behind_it_waiting() -> None:
    assert walked("circular-order").waiting == {
        "gateway-api-cert-manager": "it waits for itself in a circle",
        "gateway-api-issuers": "it waits for itself in a circle",
    }


def test_object_beside_its_release_is_a_deadlock() -> None:
    assert walked("kind-beside-its-release").waiting == {
        "cilium": "CiliumClusterwideNetworkPolicy notes: no matches for kind 'CiliumClusterwideNetworkPolicy' "
        "in version 'cilium.io/v2'",
        "cilium-bgp": "dependency `cilium` is not ready",
    }


def test_kind_that_nobody_brings() -> None:
    reason = walked("kind-without-owner").waiting["cilium-bgp"]
    assert (
        reason == "PodMonitor kube-system/notes: no matches for kind 'PodMonitor' in version 'monitoring.coreos.com/v1'"
    )


def test_what_another_tree_brings_is_named() -> None:
    boot = walked("existing")
    assert boot.outside == (
        ("gateway-api-issuers", "Kustomization stores"),
        ("gateway-api-issuers", "Secret cert-manager/cloudflare-api-token"),
    )
    assert boot.complete


def test_foreign_tree_is_judged_by_its_documents_alone() -> None:
    def of(file: str, kind: str, name: str, api: str, **spec: object) -> Object:
        return Object(
            document={"apiVersion": api, "kind": kind, "metadata": {"name": name}, "spec": spec}, file=f"{file}.yaml"
        )

    flux = "kustomize.toolkit.fluxcd.io/v1"
    crd = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "name": "widgets.example.com"}
    graph = Graph(
        [
            of("clusters/a/operator", "Kustomization", "operator", flux, path="./operator", healthChecks=[crd]),
            of("clusters/a/widgets", "Kustomization", "widgets", flux, path="./widgets"),
            of("operator/release", "HelmRelease", "operator", "helm.toolkit.fluxcd.io/v2"),
            of("widgets/widget", "Widget", "w", "example.com/v1"),
            of("elsewhere/widget", "Widget", "w", "example.com/v1"),
        ]
    )
    boot = simulate(graph, World())
    assert [(code, finding.message) for code, finding in boot.problems] == [
        (
            "flux/missing-edge",
            "unit `widgets` holds Widget w, whose CRD unit `operator` brings, and does not wait for it",
        )
    ]


def test_report_shows_rounds_and_owners() -> None:
    text = report.text([("lab", walked("existing"))])
    assert text.startswith("lab: from its node-side bootstrap alone it is up after 2 rounds\n")
    lines = text.splitlines()
    assert "  2  cilium-bgp                after cilium" in lines
    assert lines[lines.index("needs from outside") + 1] == "  gateway-api-issuers       Kustomization stores"
    assert "    ClusterIssuer letsencrypt" in lines[lines.index("owners") :]


def test_report_says_who_never_comes() -> None:
    text = report.text([("lab", walked("circular-order"))])
    assert "lab: from its node-side bootstrap alone it never comes up whole" in text
    assert "  gateway-api-issuers       it waits for itself in a circle" in text.splitlines()
