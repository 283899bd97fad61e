"""What the benchmarks lean on is still there: they are run by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.workload import fleet, project
from generator.pipeline import compile_all
from generator.stages.load import load_document
from tests.e2e.project import ROOT


def test_every_stage_of_a_build_can_be_timed(tmp_path: Path) -> None:
    root = project(tmp_path / "fleet", fleet(3))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.stages", str(root)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for stage in ("imports", "resolve", "offer", "check", "emit", "link", "rule", "render", "admit", "write"):
        assert f"  {stage} " in done.stdout, done.stdout


def test_the_fleet_that_is_timed_has_nothing_to_be_said() -> None:
    """Clusters with problems are compiled again every time, and once more each where claims collide."""
    found = [
        f for cluster in compile_all(load_document("inventory.yaml", fleet(4).encode())) for f in cluster.diagnostics
    ]

    assert {f.code for f in found} == {"schema/not-checked"}
