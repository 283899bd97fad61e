"""The kernel that the tests run on knows every sysctl that is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness import COMPONENTS
from tests.real import trees

PROC = Path("/proc/sys")


def test_every_key_exists() -> None:
    files = dict(trees.compiled_case(COMPONENTS / "rke2/cases/dual-stack", "rke2"))["rke2"]
    lines = [line for line in files["infra/rke2/sysctl.d/99-infraflux.conf"].splitlines() if " = " in line]
    keys = [line.partition(" = ")[0] for line in lines]
    if not (PROC / "net/ipv6").exists():
        pytest.skip("not run: needs a kernel with IPv6")

    assert len(keys) > 3
    assert [key for key in keys if not (PROC / key.replace(".", "/")).exists()] == []
