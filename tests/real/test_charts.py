"""helm renders the real charts with the values of every HelmRelease."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from generator.core.charts.check import check_values
from tests.real import small, trees
from tests.real.charts import Release, releases, render
from tests.real.conftest import Find
from tests.real.manifests import Document
from tests.real.programs import NotRun
from tests.real.trees import Files


def _archive(release: Release) -> Path:
    found = release.archive
    if isinstance(found, NotRun):
        pytest.skip(found.reason)
    return found


def _rendered(helm: Path, files: Files, home: Path, missing: set[str], seen: set[str]) -> Iterator[str]:
    """What is wrong with the releases of a tree; charts without an archive are added to `missing`.

    The archive of the version whose facts judged the values stands in for one that is missing, and `missing` says so.
    What was `seen` in another tree renders to the same.
    """
    home.mkdir(parents=True, exist_ok=True)
    for one in releases(files):
        if repr(one) in seen:
            continue
        seen.add(repr(one))
        archive = one.archive
        if isinstance(archive, NotRun):
            other = one.stand_in
            missing.add(f"{archive.needs} (rendered by {other.name})" if other else archive.needs)
            if other is None:
                continue
            archive = other
        try:
            if not render(helm, one, archive, home):
                yield f"{one.name} renders to nothing"
        except AssertionError as refused:
            yield str(refused)


def _tried(helm: Path, release: Release, archive: Path, home: Path) -> list[Document] | str:
    """What helm renders, or why it does not."""
    try:
        return render(helm, release, archive, home)
    except AssertionError as refused:
        return str(refused)


def test_release_is_read_off_the_tree() -> None:
    [cilium] = releases(small.FILES)
    assert (cilium.name, cilium.namespace, cilium.chart, cilium.version) == (
        "cilium",
        "kube-system",
        "cilium",
        "1.20.0",
    )
    assert cilium.values["kubeProxyReplacement"] is True


def test_values_from_the_tree_are_merged_under_the_inline_ones() -> None:
    values = "kubeProxyReplacement: false\\noperator: {replicas: 1}\\n"
    path, old = "gitops/cilium/helmrelease.yaml", "  values: {"
    from_map = "  valuesFrom: [{kind: ConfigMap, name: more}]\n" + old
    more = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more, namespace: flux-system}\n"
    files = {
        **small.FILES,
        path: small.FILES[path].replace(old, from_map),
        "gitops/cilium/source.yaml": small.FILES["gitops/cilium/source.yaml"]
        + f'---\n{more}data: {{values.yaml: "{values}"}}\n',
    }
    [cilium] = releases(files)
    assert (cilium.values["kubeProxyReplacement"], cilium.values["operator"]) == (True, {"replicas": 1})


def test_small_tree_renders(need: Find, tmp_path: Path) -> None:
    [cilium] = releases(small.FILES)
    archive = _archive(cilium)
    kinds = {document["kind"] for document in render(need("helm"), cilium, archive, tmp_path)}
    assert {"DaemonSet", "Deployment", "ConfigMap"} <= kinds


def test_value_that_the_chart_forbids_is_refused(need: Find, tmp_path: Path) -> None:
    """The chart's own schema and `fail` rules hold, so that the test below can fail."""
    [cilium] = releases(small.FILES)
    wrong = replace(cilium, values={**cilium.values, "bgpControlPlane": {"enabled": "perhaps"}})
    with pytest.raises(AssertionError, match="helm refuses cilium"):
        render(need("helm"), wrong, _archive(cilium), tmp_path)


def test_dead_value_does_not_slip(need: Find, tmp_path: Path) -> None:
    """A key that no template reads changes nothing that helm renders, or its schema refuses it; and the facts say so."""
    [files] = (files for name, files in trees.compiled_case(trees.ROOT, "example"))
    helm, judged = need("helm"), set()
    for one in releases(files):
        archive = one.stand_in if isinstance(one.archive, NotRun) else one.archive
        if archive is None:
            continue
        dead = replace(one, values={**one.values, "deadValue": {"enabled": True}})
        assert [finding.path for finding in check_values(one.chart, one.version, one.values)] == []
        assert [finding.path for finding in check_values(one.chart, one.version, dead.values)] == [("deadValue",)]
        before, after = (_tried(helm, values, archive, tmp_path) for values in (one, dead))
        assert after == before or "'deadValue' not allowed" in after
        judged.add(one.chart)
    if not judged:
        pytest.skip("not run: needs CHARTS=DIR")


def test_compiled_releases_render(need: Find, tmp_path: Path) -> None:
    helm = need("helm")
    missing: set[str] = set()
    seen: set[str] = set()
    wrong = {
        tree.name: list(_rendered(helm, tree.files, tmp_path / str(number), missing, seen))
        for number, tree in enumerate(trees.at_each_minor()[0])
    }
    assert {name: said for name, said in wrong.items() if said} == {}
    if missing:
        pytest.skip(f"not run: needs {', '.join(sorted(missing))} (all other releases rendered)")
