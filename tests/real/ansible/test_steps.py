"""Steps that run on the machine of Ansible, with a scripted kubectl and helm in place of a cluster.

What is missing is named, and nothing is installed too early.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.real.ansible.playbook import run
from tests.real.ansible.scripted import Answers, scripted
from tests.real.ansible.test_ansible import TREES, home_of
from tests.real.conftest import Find

AUTHORITY = {
    "namespace": "kube-system",
    "name": "cilium-ca",
    "keys": ["ca.crt"],
    "before": "Cilium",
    "why": "the same in all clusters",
    "command": ["kubectl", "create", "secret", "generic", "cilium-ca", "--from-file=ca.crt=FILE"],
}
SECRETS: Answers = {"get secret flux-system": (0, "identity\nknown_hosts"), "get secret sops-age": (0, "age.agekey")}


class Run:
    """A playbook, run to its end."""

    def __init__(
        self,
        need: Find,
        directory: Path,
        tree: str,
        playbook: str,
        answers: Answers,
        *arguments: str,
        **variables: object,
    ) -> None:
        self.home = home_of(TREES[tree], directory / "tree")
        asked = scripted(directory / "programs", answers)
        program, programs = need("ansible-playbook"), directory / "programs"
        done = run(program, self.home, playbook, *arguments, programs=programs, **variables)
        self.code, self.output, self.asked = done.returncode, done.stdout, asked.read_text().splitlines()

    def when(self, words: str) -> int:
        """Place of the first command that holds these words; -1 when nobody asked."""
        return next((at for at, line in enumerate(self.asked) if words in line), -1)


def test_flux_comes_once_its_secrets_are_there(need: Find, tmp_path: Path) -> None:
    done = Run(need, tmp_path, "ansible", "flux.yaml", SECRETS)

    assert done.code == 0, done.output
    assert -1 < done.when("get secret") < done.when("helm upgrade flux-operator") < done.when("kubectl apply")
    assert done.when("create namespace") == -1


def test_missing_namespace_is_made(need: Find, tmp_path: Path) -> None:
    done = Run(need, tmp_path, "ansible", "flux.yaml", {**SECRETS, "get namespace": (1, "not found")})

    assert done.code == 0, done.output
    assert -1 < done.when("create namespace flux-system") < done.when("get secret")


@pytest.mark.parametrize("answer", [(1, "not found"), (0, "another.key")])
def test_missing_secret_stops_before_flux(need: Find, tmp_path: Path, answer: tuple[int, str]) -> None:
    done = Run(need, tmp_path, "ansible", "flux.yaml", {**SECRETS, "get secret sops-age": answer})

    assert done.code != 0
    assert "create secret generic sops-age --from-file=age.agekey=FILE" in done.output
    assert done.when("helm upgrade") == -1


def test_unreachable_cluster_is_named(need: Find, tmp_path: Path) -> None:
    done = Run(need, tmp_path, "ansible", "flux.yaml", {"get nodes": (1, "connection refused")})

    assert done.code != 0
    assert "connection refused: write the kubeconfig" in done.output
    assert len(done.asked) == 1


@pytest.mark.parametrize("tree", ["ansible", "k3s (north)"])
def test_files_that_steps_name_are_there(need: Find, tmp_path: Path, tree: str) -> None:
    done = Run(need, tmp_path, tree, "flux.yaml", SECRETS)
    (named,) = re.findall(r"--filename=(\S+)", "\n".join(done.asked))

    assert "kind: FluxInstance" in (done.home / named).read_text()


def test_cilium_is_installed_once(need: Find, tmp_path: Path) -> None:
    missing = Run(need, tmp_path / "missing", "kubeadm", "cilium.yaml", {"helm status": (1, "release: not found")})
    there = Run(need, tmp_path / "there", "kubeadm", "cilium.yaml", {})
    installed = missing.asked[missing.when("helm install")]
    (values,) = re.findall(r"--values=(\S+)", installed)

    assert (missing.code, there.code) == (0, 0)
    assert there.when("helm install") == -1
    assert "oci://quay.io/cilium/charts/cilium --version=1.20.0 --namespace=kube-system" in installed
    assert "routingMode: native" in (missing.home / values).read_text()
    assert missing.when("helm install") < missing.when("rollout status daemonset/cilium")


def test_talos_says_how_machines_start(need: Find, tmp_path: Path) -> None:
    done = Run(need, tmp_path, "talos", "bootstrap.yaml", {"/readyz": (1, "connection refused")})

    assert done.code != 0
    assert "talosctl gen config lab https://k8s.example.com:6443" in done.output
    for named in re.findall(r"@(\.\./talos/\S+\.yaml)", done.output):
        assert (done.home / named).exists()


def test_missing_secret_stops_before_cilium(need: Find, tmp_path: Path) -> None:
    answers: Answers = {"helm status": (1, "release: not found"), "get secret": (1, "not found")}
    done = Run(need, tmp_path, "kubeadm", "cilium.yaml", answers, infraflux_secrets=[AUTHORITY])

    assert done.code != 0
    assert "Secret cilium-ca must exist before Cilium (the same in all clusters): kubectl create" in done.output
    assert done.when("helm install") == -1


@pytest.mark.parametrize("place", ["", "cluster", "file"])
def test_missing_secret_stops_before_a_server_brings_cilium(need: Find, tmp_path: Path, place: str) -> None:
    manifests = tmp_path / "manifests"
    manifests.mkdir()
    if place == "file":
        (manifests / "cilium-ca.yaml").touch()
    kubectl = str(tmp_path / "programs/kubectl")
    done = Run(
        need, tmp_path, "ansible", "bootstrap.yaml",
        {"get secret": (0, "") if place == "cluster" else (1, "not found")},
        "--start-at-task=Look for Secrets in the cluster", "--limit=servers[0]",
        infraflux_secrets=[AUTHORITY], infraflux_manifests=str(manifests), infraflux_kubectl=[kubectl],
        infraflux_distribution="nothing", infraflux_installer="file:///nowhere",
    )  # fmt: skip

    assert done.code != 0  # there is no server to start here
    assert (f"--output=yaml > {manifests}/cilium-ca.yaml" in done.output) is (place == "")
