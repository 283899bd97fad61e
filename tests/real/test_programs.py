"""Each program runs here, and is the version that our module or requirement pins."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.real.conftest import Find
from tests.real.origins import HERE, GoModule, Wheels
from tests.real.programs import KUBERNETES, PROGRAMS, NotRun, Program

# Where the version is pinned by us; a distribution's package comes as it is.
_PINNED = {
    "kubectl": r"^1\.37\.",
    "helm": r"^4\.",
    "kube-apiserver": f"^{re.escape(KUBERNETES)}$",
    "kube-controller-manager": f"^{re.escape(KUBERNETES)}$",
    "kubeadm": f"^{re.escape(KUBERNETES)}$",
    "shellcheck": r"^0\.11\.0$",
    "ansible-playbook": r"^2\.19\.14$",
    "ansible-lint": r"^26\.10\.1$",
    "yamllint": r"^1\.38\.0$",
    "gobgp": r"^4\.8\.0$",
    "gobgpd": r"^4\.8\.0$",
    "tofu": r"^1\.12\.6$",
}
_SILENT = {"kustomize-controller"}


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_program_says_its_version(name: str, need: Find) -> None:
    need(name)
    version = PROGRAMS[name].version()
    expected = _PINNED.get(name, "" if name in _SILENT else r"^\d+\.\d+")
    assert re.search(expected, version), f"{name} says {version!r}"


def test_kubernetes_version_is_the_one_in_go_mod() -> None:
    for module in ("apiserver", "nodes"):
        text = (HERE / module / "go.mod").read_text()
        assert f"k8s.io/kubernetes v{KUBERNETES}\n" in text
        assert f"k8s.io/api v0.{KUBERNETES.partition('.')[2]}\n" in text


def test_missing_program_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is installed unasked, and the reason is the words that a skipped test shows."""
    monkeypatch.setenv("INFRAFLUX_REAL_CACHE", str(tmp_path))
    monkeypatch.delenv("INFRAFLUX_INSTALL", raising=False)
    found = Program("nothing-of-that-name", Wheels(("nothing==0",))).path()
    assert isinstance(found, NotRun)
    assert found.reason == "not run: needs nothing-of-that-name"
    assert list(tmp_path.iterdir()) == []


def test_failed_installation_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that could not be installed is missing, not half there, and the reason is kept."""
    monkeypatch.setenv("INFRAFLUX_REAL_CACHE", str(tmp_path))
    monkeypatch.setenv("INFRAFLUX_INSTALL", "1")
    found = Program("broken", GoModule("gobgp", "./no-such-package")).path()
    assert isinstance(found, NotRun)
    assert "ended with" in found.why or "not on this machine" in found.why
    assert [path.name for path in tmp_path.iterdir() if path.name != ".lock"] == []
