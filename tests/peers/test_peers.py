"""The closest peer's own inputs get the right verdict at the right line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.reports.text import text
from tests.harness import compiled

HERE = Path(__file__).parent
INVALID = sorted((HERE / "invalid").glob("*.yaml"))
VALID = sorted((HERE / "valid").glob("*.yaml"))
EXPECTED = re.compile(r"# (error|warning): (\S+)$")


def test_all_are_there() -> None:
    assert (len(INVALID), len(VALID)) == (20, 8)


@pytest.mark.parametrize("inventory", INVALID, ids=lambda p: p.stem)
def test_invalid(inventory: Path) -> None:
    lines = enumerate(inventory.read_text(encoding="utf-8").splitlines(), 1)
    expected = [(number, m[1], m[2]) for number, line in lines if (m := EXPECTED.search(line))]

    _, found = compiled(inventory)

    said = sorted((d.source.line, d.severity, d.code) for d in set(found) if d.severity in {"error", "warning"})
    assert expected
    assert said == expected, text(found, {"inventory.yaml": inventory.read_bytes()})


@pytest.mark.parametrize("inventory", VALID, ids=lambda p: p.stem)
def test_valid(inventory: Path) -> None:
    clusters, found = compiled(inventory)

    errors = [d for d in found if d.severity == "error"]
    assert errors == [], text(errors, {"inventory.yaml": inventory.read_bytes()})
    assert all(cluster.files for cluster in clusters)
