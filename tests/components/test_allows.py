"""The derived allows only allow, and the deny touches only what it may."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.components.security.units import ALLOWS, DENY, NAMESPACE
from generator.core.graph import Object
from generator.core.selector import from_spec, select
from tests.harness import COMPONENTS, compiled

CASES = sorted(p.parent for p in Path(COMPONENTS, "security", "cases").glob("*/expected"))


def objects(case: Path, unit: str) -> list[Object]:
    clusters, _ = compiled(case / "inventory.yaml")
    return [item for cluster in clusters if cluster.graph for item in cluster.graph.objects if item.unit == unit]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_allows_refuse_nothing(case: Path) -> None:
    found = [item for item in objects(case, ALLOWS) if item.kind != "Namespace"]

    assert found
    for item in found:
        assert item.spec["enableDefaultDeny"] == {"egress": False, "ingress": False}, item.title
        assert not item.spec.keys() & {"ingressDeny", "egressDeny"}, item.title


def test_deny_is_about_pods_outside_exempt_namespaces() -> None:
    [deny] = objects(Path(COMPONENTS, "security", "cases", "enforce"), DENY)
    terms = from_spec(deny.spec["endpointSelector"])
    ends: dict[str, dict[str, Any]] = {
        "shop": {NAMESPACE: "shop"},
        "kube-system": {NAMESPACE: "kube-system"},
        "flux-system": {NAMESPACE: "flux-system"},
        "gateways": {"reserved:ingress": ""},
        "health": {"reserved:health": ""},
    }

    assert [name for name, labels in ends.items() if select(terms, labels)] == ["shop"]


def test_names_are_unique() -> None:
    for case in CASES:
        for cluster in compiled(case / "inventory.yaml")[0]:
            assert cluster.graph is not None
            found = [item.identity for item in cluster.graph.objects if item.unit == ALLOWS]
            assert found
            assert len(found) == len(set(found)), case.name


def test_deny_waits_for_all_that_allows() -> None:
    """Written policies allow, too: applied after the deny they would come too late. They wait for the other allows."""
    clusters, _ = compiled(Path(COMPONENTS, "security", "cases", "enforce", "inventory.yaml"))
    units = [o for o in clusters[0].graph.of("Kustomization") if o.name == "security-deny"] if clusters[0].graph else []

    assert [[need["name"] for need in unit.spec["dependsOn"]] for unit in units] == [["security-policies"]]
