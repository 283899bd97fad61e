"""What the documents name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator import registry
from generator.commands.explain import codes
from generator.core.offer import Unit
from tests.harness import ROOT, compiled

DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
CODES = frozenset(codes())
PREFIXES = {code.partition("/")[0] for code in CODES if "/" in code}
MENTION = re.compile(r"[`\[]([a-z0-9-]+)/([a-z0-9-]+)[`\]]")


def _units() -> set[str]:
    """Paths of units look like codes: `cilium/bgp`."""
    return {str(u.path) for c in compiled(ROOT / "inventory.yaml")[0] if c.ctx is not None for u in c.ctx.offers(Unit)}


def _mentioned(document: Path) -> set[str]:
    found = MENTION.findall(document.read_text(encoding="utf-8"))
    return {f"{prefix}/{name}" for prefix, name in found if prefix in PREFIXES}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_code_exists(document: Path) -> None:
    assert sorted(_mentioned(document) - CODES - _units()) == []


def test_every_check_is_covered() -> None:
    """docs/checks.md says of each what it covers; those of the reader, the language and the schemas are in codes.py."""
    every = registry.everything()
    judged = {c.code for component in every for c in component.checks} | {r.code for x in every for r in x.rules}

    assert sorted(judged - _mentioned(ROOT / "docs" / "checks.md")) == []


def test_no_row_of_the_checks_is_empty() -> None:
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]

    assert len(rows) > 150
    assert [row for row in rows if len(row) != 2 or not row[1].strip()] == []


def test_operations_names_codes() -> None:
    """So that the test above has something to look at."""
    assert len(_mentioned(ROOT / "docs" / "operations.md")) > 50


def test_validation_script_is_named_with_its_options() -> None:
    from generator.core.text import source

    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    script = source("validation/test-cilium-cluster.sh")
    options = set(re.findall(r"test-cilium-cluster\.sh (--[a-z-]+)", text))

    assert options
    assert [option for option in options if f"{option})" not in script and f"{option} |" not in script] == []
