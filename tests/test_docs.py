"""What the documents name exists."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from generator import registry
from generator.commands.explain import codes
from generator.core.diagnostics import UNCHECKED
from generator.core.offer import Unit
from generator.reports.text import text as report
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


def _blocks(document: str) -> tuple[str, str]:
    """The first inventory of the README, and the message that it shows of it."""
    inventory = re.search(r"```yaml\n(apiVersion: infraflux.*?)```", document, re.DOTALL)
    message = re.search(r"\n\n((?:    .*\n)+)", document[document.index("what is still wrong says so") :])
    assert inventory
    assert message
    return inventory[1], textwrap.dedent(message[1])


def test_the_first_inventory_of_the_readme_builds_without_a_warning(tmp_path: Path) -> None:
    inventory, message = _blocks((ROOT / "README.md").read_text(encoding="utf-8"))
    clusters, found = compiled(tmp_path / "inventory.yaml", text=inventory.encode())
    wrong = inventory.replace("[192.168.1.1]", "[192.168.9.1]").encode()
    _, refused = compiled(tmp_path / "inventory.yaml", text=wrong)

    assert [one.files != {} for one in clusters] == [True]
    assert [one for one in found if one.severity != UNCHECKED] == []
    assert report((one for one in refused if one.severity != UNCHECKED), {"inventory.yaml": wrong}) == message


def test_every_check_is_covered() -> None:
    """docs/checks.md says of each what it covers; those of the reader, the language and the schemas are in codes.py."""
    every = registry.everything()
    judged = {one.code for component in every for one in component.checks}
    judged |= {one.code for component in every for one in component.rules}
    judged |= {one.code for component in every for one in component.claims}

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


def test_where_to_look_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("### Where to look")[2]
    paths = re.findall(r"`(\S+\.(?:py|j2))`", text.partition("\n### ")[0].partition("| what")[2])

    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / "generator" / path).is_file()] == []
