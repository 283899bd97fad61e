"""Whoever judges, and whatever becomes of the second process: the same verdicts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.core.artifact import Json
from generator.core.graph import Graph, Object
from generator.core.schema import Finding, Schemas, check
from generator.stages import admit, usual
from tests.e2e.project import ROOT, project

DUD = {
    "overlays/cilium/bgp/extra.yaml": "apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\n"
    "metadata: {name: dud}\nspec: {blocks: [{cidr: 10.0.0.0/8, size: 3}]}\n",
    "overlays/cilium/bgp/pools.patch.yaml": "apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\n"
    "metadata: {name: lan}\nspec: {disabled: perhaps}\n",
}
RUN = """\
import os, signal, sys
os.sched_getaffinity = lambda _: {{{processors}}}
from generator.stages import beside
{trick}
sys.argv = ["gen", "build"]
from generator.__main__ import main
sys.exit(main())
"""
ALONE = ("0", "")
TRICKS = {
    "beside": ("0, 1", ""),
    "no-answer": ("0, 1", "beside.Second.answer = lambda *_: None"),
    "fails": ("0, 1", "beside._answer = lambda *_: None"),
    "dies": ("0, 1", "beside._answer = lambda *_: os.kill(os.getpid(), signal.SIGKILL)"),
    "gone": ("0, 1", "beside._serve = lambda *_: None"),
    "not-ahead": ("0, 1", "beside._judge = lambda *_: None"),
    "dies-ahead": ("0, 1", "beside._judge = lambda *_: os.kill(os.getpid(), signal.SIGKILL)"),
    "too-much": ("0, 1", "beside._widen = lambda *_: None"),
}


def said(root: Path, processors: str, trick: str) -> tuple[int, str]:
    """(exit code, what the build said)."""
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(processors=processors, trick=trick)],
        cwd=root,
        env={"PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stderr


def with_duds(root: Path) -> Path:
    """A project two of whose manifests no API server takes."""
    for path, text in DUD.items():
        (project(root) / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", TRICKS)
def test_verdicts_are_the_same_whoever_judges(name: str, tmp_path: Path) -> None:
    root = with_duds(tmp_path)
    code, words = said(root, *ALONE)

    assert said(root, *TRICKS[name]) == (code, words)
    assert code == 3
    assert words.count("error:") == 2


@pytest.mark.parametrize("name", TRICKS)
def test_a_sound_cluster_is_written_whoever_judges(name: str, tmp_path: Path) -> None:
    assert said(project(tmp_path), *TRICKS[name])[0] == 0
    assert (tmp_path / "gitops" / "cilium" / "bgp" / "pools.yaml").exists()


def test_what_is_foreseen_is_not_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"cilium": "1.20.0", "asked": "by this test alone"}
    graph = Graph(Object(document=document, file="") for group in usual.documents() for document in group)
    judged: list[str] = []

    def counted(known: Schemas, document: Json) -> Iterator[Finding]:
        judged.append(document["kind"])
        return check(known, document)

    monkeypatch.setattr(admit, "check", counted)
    admit.judge(graph.objects, versions)
    assert len(judged) > 40
    judged.clear()
    found = admit.admitted(graph, versions).verdicts
    assert judged == []
    assert {verdict.code for verdict in found} == {"schema/not-checked"}


def test_rehearsed_documents_are_ones_that_are_judged_in_full() -> None:
    """A document that is refused early would leave rules uncompiled."""
    known = Schemas()
    refused = [
        (document["kind"], found)
        for group in usual.documents()
        for document in group
        for found in check(known, document)
        if found.code != "schema/not-checked"
    ]

    assert refused == []
    assert len(usual.documents()) > 30
    assert (ROOT / "generator" / "stages" / "usual.json").stat().st_size < 100_000
