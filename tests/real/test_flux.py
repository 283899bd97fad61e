"""Flux's own kustomize-controller brings trees up from nothing, in order, and prunes what left them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.real import crds, small, trees
from tests.real.conftest import Find
from tests.real.control_plane import NEEDS, serve
from tests.real.flux import surroundings, walks
from tests.real.flux.scripted import Brings, Scripted, bring_up, flux
from tests.real.flux.walking import Programs
from tests.real.flux.walks import Walk
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


def _chosen(found: Mapping[str, Sequence[Walk]]) -> list[Walk]:
    """One walk of each shape, `WALKS` of them (`WALKS=all` takes every one), those first that cover most."""
    each = [same[0] for same in found.values()]
    wanted = os.environ.get("WALKS", "6")
    return walks.few(each, len(each) if wanted == "all" else int(wanted))


def test_compiled_trees_come_up_and_prune(need: Find, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Trees of every shape, each in a cluster of its own, several clusters side by side: most of a walk is waiting."""
    programs = Programs({name: need(name) for name in NEEDS}, need("kustomize-controller"), tmp_path)
    found = list(walks.every(trees.every()))
    shapes = walks.distinct(found)
    chosen, start = _chosen(shapes), time.monotonic()
    with ThreadPoolExecutor(int(os.environ.get("WALKERS", "4"))) as pool:
        results = list(pool.map(programs.walk, chosen))
    walked = f"{len(chosen)} walked in {time.monotonic() - start:.0f} s"
    title = f"{len(found)} clusters of the cases have {len(shapes)} shapes; {walked}"
    with capsys.disabled():
        print("\n".join(("", title, *map(str, results))))  # noqa: T201 - what was walked is part of the result
    assert {result.name: result.wrong for result in results if result.wrong} == {}
    assert results
