"""Upstream's CRD files as released: out of the Go modules that upstream publishes, each with the sha256 of our lock file."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.harness import ROOT
from tests.real import cache
from tests.real.origins import UnavailableError, call
from tests.real.programs import NotRun

LOCK = ROOT / "schemas" / "crds.lock.json"
MODULES = {
    "bitnami-labs/sealed-secrets": "github.com/bitnami-labs/sealed-secrets",
    "cert-manager/cert-manager": "github.com/cert-manager/cert-manager",
    "cilium/cilium": "github.com/cilium/cilium",
    "cilium/tetragon": "github.com/cilium/tetragon",
    "fluxcd/helm-controller": "github.com/fluxcd/helm-controller",
    "fluxcd/kustomize-controller": "github.com/fluxcd/kustomize-controller",
    "fluxcd/notification-controller": "github.com/fluxcd/notification-controller",
    "fluxcd/source-controller": "github.com/fluxcd/source-controller",
    "k3s-io/helm-controller": "github.com/k3s-io/helm-controller",
    "kubernetes-sigs/external-dns": "sigs.k8s.io/external-dns",
    "kubernetes-sigs/gateway-api": "sigs.k8s.io/gateway-api",
    "kubernetes-sigs/network-policy-api": "sigs.k8s.io/network-policy-api",
    "prometheus-operator/prometheus-operator": "github.com/prometheus-operator/prometheus-operator",
}
"""By repository. The others are no modules, or not published in that version (external-secrets, flux-operator, mcs-api,
Flux's image controllers)."""
ANOTHER_COMMIT = {("cilium", "1.18.12")}
"""What is held of these is not of the release, as the lock file says in a note."""


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """(module and version, row of the lock file) of every file that such a module holds."""
    for row in json.loads(LOCK.read_bytes()):
        module = MODULES.get(row["repository"].partition(" (via fork")[0])
        if module is not None and (row["project"], row["version"]) not in ANOTHER_COMMIT:
            tag = row["release"] if row["release"].startswith("v") else f"v{row['version']}"
            yield f"{module}@{tag}", row


def directory() -> Path | NotRun:
    """A directory laid out as `CRDS=DIR` wants it."""
    name = f"crds-{cache.key(*sorted(MODULES), files=[LOCK])}"
    if (found := cache.root() / name).is_dir():
        return found
    if os.environ.get("INFRAFLUX_INSTALL") != "1":
        return NotRun("CRDS=DIR", "INFRAFLUX_INSTALL=1 takes them out of upstream's Go modules")
    try:
        return cache.fill(name, _take)
    except UnavailableError as error:
        return NotRun("CRDS=DIR", str(error))


def _take(place: Path) -> None:
    wanted: dict[str, list[dict[str, Any]]] = {}
    for module, row in rows():
        wanted.setdefault(module, []).append(row)
    with tempfile.TemporaryDirectory() as home:
        for module, files in wanted.items():
            held = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in _module(module, Path(home))}
            for row in files:
                assert row["sha256"] in held, f"{module} does not hold the {row['source']} that {LOCK.name} names"
                target = place / row["project"] / row["version"] / Path(row["source"]).name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(held[row["sha256"]].read_bytes())


def _module(module: str, home: Path) -> list[Path]:
    """The YAML files of a module. What counts is their sha256, so nobody else's word is asked for."""
    env = {"GOMODCACHE": str(home), "GOFLAGS": "-modcacherw", "GOSUMDB": "off", "GOTOOLCHAIN": "local"}
    call("go", "mod", "download", module, cwd=home, env=env)
    said = subprocess.run(
        ["go", "mod", "download", "-json", module],
        cwd=home, env={**os.environ, **env}, capture_output=True, check=True,
    )  # fmt: skip
    return [path for path in Path(json.loads(said.stdout)["Dir"]).rglob("*.yaml") if path.is_file()]
