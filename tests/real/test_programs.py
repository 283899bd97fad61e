"""Each program runs here, and is the version that our module or requirement pins."""

from __future__ import annotations

import re

import pytest

from tests.real.conftest import Find
from tests.real.origins import HERE
from tests.real.programs import KUBERNETES, PROGRAMS

# Where the version is pinned by us; a distribution's package comes as it is.
_PINNED = {
    "kubectl": r"^1\.37\.",
    "helm": r"^4\.",
    "kube-apiserver": f"^{re.escape(KUBERNETES)}$",
    "kube-controller-manager": f"^{re.escape(KUBERNETES)}$",
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
    text = (HERE / "apiserver" / "go.mod").read_text()
    assert f"k8s.io/kubernetes v{KUBERNETES}\n" in text
    assert f"k8s.io/api v0.{KUBERNETES.partition('.')[2]}\n" in text
