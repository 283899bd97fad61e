"""Flux's own kustomize-controller brings trees up from nothing, in order, and prunes what left them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from generator.stages.simulate import Boot
from tests.real import crds, small, trees
from tests.real.conftest import Find
from tests.real.control_plane import NEEDS, serve
from tests.real.flux import surroundings
from tests.real.flux.scripted import Brings, Scripted, bring_up, flux
from tests.real.server import Server
from tests.real.trees import Files


def _brings(files: Files) -> Brings:
    return surroundings.brings(files, crds.chosen())


@pytest.fixture
def empty(need: Find, tmp_path: Path) -> Iterator[Server]:
    """A cluster of its own with Flux's CRDs and nothing else."""
    with serve({name: need(name) for name in NEEDS}, tmp_path) as server:
        server.install(surroundings.before(crds.chosen()))
        yield server


@pytest.fixture
def cluster(empty: Server, need: Find, tmp_path: Path) -> Iterator[Scripted]:
    """The same, with Flux running in it."""
    with flux(empty, need("kustomize-controller"), tmp_path, brings=_brings(small.FILES)) as running:
        yield running


def _exists(cluster: Scripted, api: str, kind: str, name: str) -> bool:
    return name in {one["metadata"]["name"] for one in cluster.client.items(api, kind)}


def test_tree_comes_up_in_order_and_prunes(cluster: Scripted) -> None:
    timeline = cluster.commit(small.FILES)
    assert timeline.waiting == {}
    order = timeline.order
    edges = (
        ("gateway-api-crds", "cilium"),
        ("gateway-api-crds", "gateways"),
        ("cilium", "cilium-bgp"),
        ("cilium", "security-allows"),
        ("security-allows", "security-deny"),
    )
    assert [(first, second) for first, second in edges if order.index(first) > order.index(second)] == []

    dropped = {"gitops/security/deny/deny.yaml": "deny.yaml", "gitops/cilium/helmrelease.yaml": "helmrelease.yaml"}
    files = {path: text for path, text in small.FILES.items() if path not in dropped}
    for path, name in dropped.items():
        kustomization = f"{path.rpartition('/')[0]}/kustomization.yaml"
        files[kustomization] = files[kustomization].replace(f"- {name}\n", "")
    files["gitops/security/deny/kustomization.yaml"] += "- quiet.yaml\n"
    files["gitops/security/deny/quiet.yaml"] = small.FILES["gitops/security/deny/deny.yaml"].replace("deny", "quiet")
    assert cluster.commit(files).waiting == {}
    assert _exists(cluster, "networking.k8s.io/v1", "NetworkPolicy", "quiet")
    assert not _exists(cluster, "networking.k8s.io/v1", "NetworkPolicy", "deny"), "a dropped object is pruned"
    assert _exists(cluster, "helm.toolkit.fluxcd.io/v2", "HelmRelease", "cilium"), "prune: disabled keeps it"


def _without(edge: str, path: str) -> Files:
    assert edge in small.FILES[path]
    return {**small.FILES, path: small.FILES[path].replace(edge, "")}


def test_missing_release_leaves_its_dependants_waiting(empty: Server, need: Find, tmp_path: Path) -> None:
    """The walk can fail: without the chart's source the release is never ready, and who waits for it says so."""
    files = _without("- source.yaml\n", "gitops/cilium/kustomization.yaml")
    timeline = bring_up(files, empty, need("kustomize-controller"), tmp_path, brings=_brings(small.FILES), patience=8)
    # `gateways` applies its objects, but its Gateway is programmed by Cilium only.
    assert set(timeline.waiting) == {"cilium", "cilium-bgp", "gateways", "security-allows", "security-deny"}
    assert timeline.waiting["security-deny"].startswith("DependencyNotReady | dependency ")


def test_surroundings_are_read_off_the_tree() -> None:
    found = _brings(small.FILES)
    assert {unit for unit, brought in found.items() if brought} == {"cilium", "gateway-api-crds"}
    assert "ciliumnetworkpolicies.cilium.io" in {crd.name for crd in found["cilium"]}
    assert "tracingpolicies.cilium.io" not in {crd.name for crd in found["cilium"]}


def _roots(files: Files) -> list[str]:
    """The directories that Flux syncs: one for each cluster of the tree."""
    end = "/bootstrap/kustomization.yaml"
    return [f"./{path.removesuffix('/kustomization.yaml')}" for path in files if path.endswith(end)]


def _chosen(found: Mapping[str, Files], around: Mapping[str, trees.Surroundings]) -> list[str]:
    """The trees to walk, most new units first, until `WALKS` are chosen; `WALKS=all` takes every one."""
    wanted = os.environ.get("WALKS", "6")
    plans = {name: set(around[name].plan.tree.units) for name in found if not around[name].values}
    if wanted == "all":
        return list(plans)
    chosen: list[str] = []
    seen: set[str] = set()
    while plans and len(chosen) < int(wanted):
        best = max(plans, key=lambda name: (len(plans[name] - seen), -len(plans[name]), name))
        seen |= plans.pop(best)
        chosen.append(best)
    return chosen


def _out_of_order(order: Sequence[str], plan: Boot) -> list[str]:
    """Pairs that `gen plan --from-empty` orders and Flux brought up the other way round."""
    place = {name: index for index, name in enumerate(order)}
    return [
        f"{later} before {earlier}"
        for later, needed in plan.tree.behind.items()
        for earlier in sorted(needed)
        if place.get(later, len(order)) < place.get(earlier, len(order))
    ]


def _on_the_nodes(found: Sequence[crds.Crd], brought: Brings) -> list[crds.Crd]:
    """Cilium's CRDs where no unit brings them: its release is made on the nodes, before Flux."""
    names = {crd.name for brought_ in brought.values() for crd in brought_}
    return [crd for crd in found if crd.project == "cilium" and crd.name not in names]


def test_compiled_trees_come_up(need: Find, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Trees that cover all units, each in a cluster of its own, in the order that the plan says.

    About twenty seconds for each, so only `WALKS` of them; trees with variables of Flux are left out.
    """
    programs = {name: need(name) for name in NEEDS}
    controller = need("kustomize-controller")
    found, around = dict(trees.compiled()), trees.surroundings()
    chosen = _chosen(found, around)
    wrong: dict[str, object] = {}
    for count, name in enumerate(chosen):
        files = surroundings.decrypted(found[name])
        crds_ = crds.rebuild(around[name].versions)
        brought = surroundings.brings(files, crds_)
        for root in _roots(files):
            home = tmp_path / f"{count}-{root.replace('/', '-')}"
            home.mkdir()
            with serve(programs, home) as server:
                server.install([*surroundings.before(crds_), *_on_the_nodes(crds_, brought)])
                timeline = bring_up(
                    files,
                    server,
                    controller,
                    home,
                    brings=brought,
                    existing=list(surroundings.existing(files)),
                    root=root,
                )
            if timeline.waiting or around[name].plan.waiting:
                wrong[f"{name} {root}"] = (timeline.waiting, around[name].plan.waiting)
            elif swapped := _out_of_order(timeline.order, around[name].plan):
                wrong[f"{name} {root}"] = swapped
    with capsys.disabled():
        print(f"\nwalked {len(chosen)} of {len(found)} trees: {', '.join(chosen)}")  # noqa: T201 - what was left out
    assert wrong == {}
    assert chosen
