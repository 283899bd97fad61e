"""Two trees beside each other: what HEAD has and the new tree would make Flux delete."""

from __future__ import annotations

from typing import Any

import pytest

from generator.core.graph import Graph
from generator.core.layout import Layout
from generator.core.yaml import dump_all
from generator.stages.history import compared, graph_of

PRUNE = {"kustomize.toolkit.fluxcd.io/prune": "disabled"}


def unit(name: str, **spec: Any) -> dict[str, Any]:
    return thing("Kustomization", name, api="kustomize.toolkit.fluxcd.io/v1", spec={"prune": True, **spec})


def thing(kind: str, name: str, api: str = "v1", **body: Any) -> dict[str, Any]:
    annotations = {"annotations": body.pop("annotations")} if "annotations" in body else {}
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, **annotations}, **body}


def tree(**files: list[dict[str, Any]]) -> Graph:
    """Keys are directories, `__` for `/`."""
    written = {f"gitops/{d.replace('__', '/')}/all.yaml": dump_all(items).encode() for d, items in files.items()}
    return graph_of(written, Layout())


def codes(old: Graph, new: Graph) -> list[str]:
    return [comparison.code for comparison, _ in compared(old, new)]


def test_same_tree_says_nothing() -> None:
    held = tree(bootstrap=[unit("a")], a=[thing("Gateway", "internal")])
    assert codes(held, held) == []


def test_moved_object_is_found_once_per_pair_of_units() -> None:
    old = tree(bootstrap=[unit("a")], a=[thing("Gateway", "internal"), thing("Gateway", "external")])
    new = tree(bootstrap=[unit("a"), unit("b")], b=[thing("Gateway", "internal"), thing("Gateway", "external")])
    findings = list(compared(old, new))
    assert [f.message for _, f in findings] == [
        "Gateway internal and 1 more would move from unit `a` to `b`: Flux deletes and recreates what moves"
    ]
    assert findings[0][1].others[0][0].file == "gitops/a/all.yaml"


@pytest.mark.parametrize(
    ("held", "item"),
    [
        (unit("a"), thing("Gateway", "internal", annotations=PRUNE)),
        (unit("a", prune=False), thing("Gateway", "internal")),
        (unit("a", deletionPolicy="Orphan"), thing("Gateway", "internal")),
    ],
)
def test_object_that_flux_keeps_may_move(held: dict[str, Any], item: dict[str, Any]) -> None:
    old = tree(bootstrap=[held], a=[item])
    assert codes(old, tree(bootstrap=[unit("b")], b=[thing("Gateway", "internal")])) == []


def test_orphaned_unit_that_stays_still_prunes_what_leaves_it() -> None:
    old = tree(bootstrap=[unit("a", deletionPolicy="Orphan")], a=[thing("Gateway", "internal"), thing("Gateway", "x")])
    new = tree(
        bootstrap=[unit("a", deletionPolicy="Orphan"), unit("b")],
        a=[thing("Gateway", "x")],
        b=[thing("Gateway", "internal")],
    )
    assert codes(old, new) == ["history/moved-object"]


def test_allows_may_not_go_with_their_deny() -> None:
    both = tree(
        security__allows=[thing("CiliumNetworkPolicy", "dns")], security__deny=[thing("CiliumNetworkPolicy", "deny")]
    )
    allows = tree(security__allows=[thing("CiliumNetworkPolicy", "dns")])
    assert codes(both, tree()) == ["history/allows-dropped"]
    assert codes(both, allows) == []
    assert codes(allows, tree()) == []


def test_release_that_helm_would_reinstall() -> None:
    old = tree(
        cilium=[thing("HelmRelease", "cilium", spec={"releaseName": "cilium", "targetNamespace": "kube-system"})]
    )
    new = tree(cilium=[thing("HelmRelease", "cilium", spec={"releaseName": "cilium", "targetNamespace": "cilium"})])
    assert codes(old, new) == ["history/reinstalled-release"]


def test_handover_may_be_dropped_whole_only() -> None:
    api = "helm.cattle.io/v1"
    mine = {"helmcharts.helm.cattle.io/unmanaged": "true"}
    old = tree(cilium__handover=[thing("HelmChart", "cilium", api=api, annotations=mine)])
    assert codes(old, tree(cilium__handover=[thing("HelmChart", "cilium", api=api)])) == ["history/managed-again"]
    assert codes(old, tree()) == []


def test_sync_keeps_its_name() -> None:
    def instance(name: str) -> Graph:
        return tree(bootstrap=[thing("FluxInstance", "flux", spec={"sync": {"name": name}})])

    assert codes(instance("flux-system"), instance("homelab")) == ["history/renamed-sync"]
    assert codes(instance("flux-system"), instance("flux-system")) == []


@pytest.mark.parametrize(
    ("was", "now"), [("1.18.12", "1.19.6"), ("1.20.0", "1.19.6"), ("1.19.6", "1.19.6"), ("1.18.x", "1.20.0")]
)
def test_cilium_may_go_one_minor_at_a_time(was: str, now: str) -> None:
    assert codes(cilium(was), cilium(now)) == []


@pytest.mark.parametrize(("was", "now"), [("1.18.12", "1.20.0"), ("1.20.0", "1.18.12")])
def test_cilium_that_goes_over_a_minor(was: str, now: str) -> None:
    assert codes(cilium(was), cilium(now)) == ["history/skipped-minor"]
    assert codes(cilium(was, chart="tetragon"), cilium(now, chart="tetragon")) == []


def test_a_skipped_minor_that_the_inventory_names_is_its_own_checks_to_say() -> None:
    assert codes(cilium("1.18.12"), cilium("1.20.0", upgradeCompatibility="1.18")) == []


def cilium(version: str, chart: str = "cilium", **values: str) -> Graph:
    source = thing(
        "OCIRepository", "cilium", "source.toolkit.fluxcd.io/v1",
        spec={"url": f"oci://quay.io/cilium/charts/{chart}", "ref": {"tag": version}},
    )  # fmt: skip
    spec = {"chartRef": {"kind": "OCIRepository", "name": "cilium"}, "values": values}
    return tree(cilium=[source, thing("HelmRelease", "cilium", "helm.toolkit.fluxcd.io/v2", spec=spec)])


def test_units_of_a_fleet_are_below_their_cluster() -> None:
    data = dump_all([thing("Gateway", "internal")]).encode()
    files = {
        "gitops/lab/gateway-api/gateways/gateways.yaml": data,
        "gitops/main/cilium/pools.yaml": data,
        "infra/x.yaml": data,
    }
    assert [item.unit for item in graph_of(files, Layout("lab")).objects] == ["gateway-api/gateways"]
