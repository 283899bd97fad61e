"""What the documents name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
