"""What is written for kubeadm, read by kubeadm."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator.components.kubeadm.distribution import DISCOVERY
from tests.harness import COMPONENTS
from tests.real import trees
from tests.real.conftest import Find

TREE = dict(trees.compiled_case(COMPONENTS / "kubeadm/cases/two-nodes", "two-nodes"))["two-nodes"]


def _validate(program: Path, file: Path, text: str) -> subprocess.CompletedProcess[str]:
    """The file that nodes find the cluster with exists on nodes only: here another one stands for it."""
    file.write_text(text.replace(DISCOVERY, str(file)))
    command: list[str | Path] = [program, "config", "validate", f"--config={file}"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("node", ["one", "two"])
def test_configuration_is_valid(need: Find, tmp_path: Path, node: str) -> None:
    """Without a warning, too."""
    done = _validate(need("kubeadm"), tmp_path / "kubeadm.yaml", TREE[f"infra/kubeadm/{node}/kubeadm.yaml"])

    assert (done.returncode, done.stderr) == (0, "")


def test_unknown_field_is_refused(need: Find, tmp_path: Path) -> None:
    """kubeadm's validation is strict, so the test above says something."""
    text = TREE["infra/kubeadm/one/kubeadm.yaml"].replace("clusterName:", "clusterTitle:")
    done = _validate(need("kubeadm"), tmp_path / "kubeadm.yaml", text)

    assert "clusterTitle" in done.stderr
