"""The real charts and the real helm, where they can be had."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.real.programs import PROGRAMS, NotRun


def helm() -> Path:
    """The program; a test that needs it says so when there is none."""
    found = PROGRAMS["helm"].path()
    if isinstance(found, NotRun):
        pytest.skip(found.reason)
    return found


def archives() -> dict[tuple[str, str], Path]:
    """Chart archives in the folder that CHARTS names, by name and version."""
    folder = os.environ.get("CHARTS")
    if not folder:
        pytest.skip("not run: needs CHARTS=DIR with chart archives (NAME-VERSION.tgz)")
    found = {}
    for path in Path(folder).glob("*.tgz"):
        name, _, version = path.name.removesuffix(".tgz").rpartition("-")
        found[name, version.removeprefix("v")] = path
    return found


def archive(chart: str, version: str) -> Path:
    """One of them."""
    found = archives().get((chart, version))
    if not found:
        pytest.skip(f"not run: needs {chart}-{version}.tgz in CHARTS")
    return found


def render(chart: Path, values: dict[str, Any]) -> tuple[str | None, str]:
    """What helm prints for the values: (manifests, "") or (None, why not)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "values.json")
        file.write_bytes(msgspec.json.encode(values))
        command: list[str | Path] = [helm(), "template", "release", chart, "--namespace", "tests", "--values", file,
                   "--kube-version", "1.34.0"]  # fmt: skip
        environment = {**os.environ, "HELM_CACHE_HOME": folder, "HELM_CONFIG_HOME": folder, "HELM_DATA_HOME": folder}
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment)
    return (done.stdout, "") if done.returncode == 0 else (None, done.stderr)
