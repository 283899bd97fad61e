"""What nodes install and open is what the features in use ask for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.cilium import bootstrap
from generator.components.nodes import files, kernel, openings
from generator.core.context import Context
from generator.core.offer import KernelNeed, Port, Unit
from generator.core.schema import Schemas, check
from generator.core.values import keys, leaves
from generator.core.yaml import load
from generator.pipeline import Compiled
from tests.harness import ROOT, compiled, sound_cases

FOLDERS = ("ansible", "cilium", "k3s", "kubeadm", "nodes", "rke2", "talos")
CASES = [ROOT, *(case for case in sound_cases() if case.parts[-3] in FOLDERS)]
NAMES = ["example", *(f"{case.parts[-3]}/{case.name}" for case in CASES[1:])]
MANIFESTS = ("manifests/cilium.yaml", "manifests/rke2-cilium-config.yaml")
every_case = pytest.mark.parametrize("case", CASES, ids=NAMES)


@cache
def clusters(case: Path) -> tuple[Compiled, ...]:
    return tuple(c for c in compiled(case / "inventory.yaml")[0] if c.ctx is not None and c.ctx.nodes)


def contexts(case: Path) -> list[Context]:
    return [cluster.ctx for cluster in clusters(case) if cluster.ctx is not None]


def documents(cluster: Compiled, ending: str) -> list[dict[str, Any]]:
    """The YAML documents of the files below `infra/` that end so."""
    found = [data for path, data in cluster.files.items() if path.startswith("infra/") and path.endswith(ending)]
    return [document for data in found for document in load(data)]  # type: ignore[misc]  # objects, as we wrote them


@pytest.mark.parametrize("ending", [*MANIFESTS, "/config.yaml"])
def test_some_cases_have_such_files(ending: str) -> None:
    """So that the tests below look at something; many a case has no nodes, or nodes of another distribution."""
    found = [case for case in CASES if any(documents(cluster, ending) for cluster in clusters(case))]

    assert len(found) >= 3


def test_some_cases_have_a_handover_and_needs() -> None:
    found = [ctx for case in CASES for ctx in contexts(case)]

    assert any(unit.path == "cilium/handover" for ctx in found for unit in ctx.offers(Unit))
    assert any(ctx.offers(Port) for ctx in found)
    assert any(need.sysctls for ctx in found for need in ctx.offers(KernelNeed))


@every_case
def test_bootstrap_manifest_is_the_release_without_what_is_withheld(case: Path) -> None:
    """Read back from the files: nothing between the values and the bytes changes them."""
    for cluster in clusters(case):
        manifests = documents(cluster, "manifests/cilium.yaml")
        for manifest in manifests:
            assert cluster.ctx is not None
            assert cluster.graph is not None
            cilium = cluster.ctx.get(CILIUM)
            assert cilium is not None
            withheld = [keys(one.path) for one in bootstrap(cluster.ctx, cilium).withheld]
            (release,) = [
                o for o in cluster.graph.of("HelmRelease") if o.spec["releaseName"] == manifest["metadata"]["name"]
            ]
            (content,) = load(manifest["spec"]["valuesContent"].encode())
            later = {at: v for at, v in leaves(release.spec["values"]) if not any(at[: len(w)] == w for w in withheld)}
            # A dollar stands for what only Flux fills in, or is written otherwise for Flux.
            dollars = {at for at, value in later.items() if "$" in str(value)}
            first = {at: value for at, value in leaves(content) if at not in dollars}  # type: ignore[arg-type]
            expected = {at: value for at, value in later.items() if at not in dollars}
            assert {at: v for at, v in first.items() if v != {}} == {at: v for at, v in expected.items() if v != {}}
            assert manifest["spec"]["targetNamespace"] == release.spec["targetNamespace"]


@every_case
def test_manifests_of_servers_would_be_admitted(case: Path) -> None:
    for cluster in clusters(case):
        for ending in MANIFESTS:
            for document in documents(cluster, ending):
                assert [found.message for found in check(Schemas(), document)] == []


@every_case
def test_handover_names_the_release_that_the_nodes_install(case: Path) -> None:
    for cluster in clusters(case):
        assert cluster.graph is not None
        taken = [(o.namespace, o.name) for o in cluster.graph.of("HelmChart", "helm.cattle.io")]
        made = [
            (d["metadata"]["namespace"], d["metadata"]["name"]) for d in documents(cluster, "manifests/cilium.yaml")
        ]
        assert taken == made
        for item in cluster.graph.of("HelmChart", "helm.cattle.io"):
            assert "spec" not in item.document
            assert item.annotations["kustomize.toolkit.fluxcd.io/ssa"] == "Merge"
            assert item.annotations["kustomize.toolkit.fluxcd.io/prune"] == "disabled"


@every_case
def test_cilium_waits_for_the_handover(case: Path) -> None:
    for ctx in contexts(case):
        units = {unit.path: unit for unit in ctx.offers(Unit)}
        if "cilium/handover" in units:
            assert "cilium/handover" in units["cilium"].after


@every_case
def test_critical_values_are_equal_on_all_servers(case: Path) -> None:
    critical = ("cluster-cidr", "service-cidr", "cluster-dns", "cluster-domain", "disable-kube-proxy", "cni", "tls-san")
    for cluster in clusters(case):
        servers = [d for d in documents(cluster, "/config.yaml") if "cluster-cidr" in d]
        assert len({str({key: server.get(key) for key in critical}) for server in servers}) <= 1
        assert all("token" not in server for server in documents(cluster, "/config.yaml"))


@every_case
def test_one_server_starts_the_cluster(case: Path) -> None:
    for cluster in clusters(case):
        configured = [d for d in documents(cluster, "/config.yaml") if "node-ip" in d]
        assert sum("server" not in d for d in configured) == (1 if configured else 0)


@every_case
def test_every_port_is_open_where_it_is_needed(case: Path) -> None:
    for ctx in contexts(case):
        for port in ctx.offers(Port):
            roles = {"servers": ("server",), "agents": ("agent",)}.get(port.targets, ("server", "agent"))
            number = port.port.partition("/")[2 if port.port.startswith("icmp") else 0]
            for role in roles:
                assert [one for one in openings(ctx, role) if one.port == number and port.why in one.why], port


@every_case
def test_features_agree_on_sysctls(case: Path) -> None:
    for ctx in contexts(case):
        asked = [item for need in ctx.offers(KernelNeed) for item in need.sysctls.items()]
        assert set(asked) == set(kernel(ctx).sysctls.items())


@every_case
def test_files_of_nodes_are_in_the_tree(case: Path) -> None:
    """What Ansible installs exists: sources are paths of files that were written."""
    for cluster in clusters(case):
        assert cluster.ctx is not None
        distribution = cluster.ctx.cluster.distribution
        for file in files(distribution):
            assert cluster.layout.path(f"infra/{distribution}/{file.path}") in cluster.files


def test_some_cases_have_all_this() -> None:
    """The tests above are not true of nothing."""
    found = [cluster for case in CASES for cluster in clusters(case)]

    assert sum(bool(documents(c, "manifests/cilium.yaml")) for c in found) > 5
    assert sum(bool(documents(c, "manifests/rke2-cilium-config.yaml")) for c in found) > 1
    assert any(c.ctx is not None and c.ctx.offers(KernelNeed) for c in found)
