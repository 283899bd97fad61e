"""Every folder under `components/*/cases/` is a test: inventory in, files or findings out.

A golden shows only what its component made. `GEN_UPDATE=1` writes what is there instead of comparing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.harness import build, cases

UPDATE = "GEN_UPDATE" in os.environ


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c.parts[-3]}/{c.name}")
def test_case(case: Path) -> None:
    files, findings = build(case / "inventory.yaml", owner=case.parts[-3].replace("_", "-"))
    actual = {f"expected/{path}": text for path, text in files.items()}
    if findings:
        actual["findings.txt"] = findings
    if UPDATE:
        _record(case, actual)

    assert _recorded(case) == actual


def _recorded(case: Path) -> dict[str, str]:
    """What the case expects: its findings and everything under `expected/`."""
    paths = [*(case / "expected").rglob("*"), case / "findings.txt"]
    return {p.relative_to(case).as_posix(): p.read_text(encoding="utf-8") for p in paths if p.is_file()}


def _record(case: Path, actual: dict[str, str]) -> None:
    for stale in _recorded(case).keys() - actual.keys():
        (case / stale).unlink()
    for name, content in actual.items():
        (case / name).parent.mkdir(parents=True, exist_ok=True)
        (case / name).write_text(content, encoding="utf-8")
