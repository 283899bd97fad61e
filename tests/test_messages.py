"""What a reader sees, word by word: `messages/<name>/` is an inventory (and overlays) that is refused, with the whole text.

Components keep theirs in their `cases/`; here are those of the reader, the language, overlays, schemas and charts.
`GEN_UPDATE=1` writes what is there instead of comparing.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest

from generator.commands.explain import codes
from generator.reports.text import text
from tests.harness import COMPONENTS, compiled, overlays

FOLDERS = sorted(p.parent for p in (Path(__file__).parent / "messages").glob("*/inventory.yaml"))
UPDATE = "GEN_UPDATE" in os.environ
SHOWN = re.compile(r"\[([a-z0-9-]+/[a-z0-9-]+)\]$", re.MULTILINE)

ELSEWHERE = {
    "environment": ("the operating system refuses", "tests/e2e/test_bad_luck.py"),
    "git/needed": ("git is missing, or there is no repository", "tests/e2e/test_bad_luck.py"),
    "git/path-elsewhere": ("a repository around the project shows it", "tests/e2e/test_past.py"),
    "internal": ("only a mistake of gen shows it", "tests/e2e/test_bad_luck.py"),
    "inventory/invalid": ("only a mistake of gen shows it", "tests/test_model.py"),
    "inventory/missing": ("there is no file", "tests/e2e/test_bad_input.py"),
    "inventory/unreadable": ("the operating system refuses", "tests/e2e/test_bad_input.py"),
    "lint/unread": ("said of foreign trees", "tests/e2e/test_bad_input.py"),
    "overlay/unreadable": ("the operating system refuses", "tests/e2e/test_bad_input.py"),
    "schema/unfilled": ("only `gen lint` does not know what a variable holds", "tests/core/schema/test_check.py"),
    "tree/stale": ("said of files on disk, to machines", "tests/e2e/test_build.py"),
    "tree/unwritable": ("links and directories in the way", "tests/e2e/test_bad_luck.py"),
    "values/required": ("no chart whose facts are held demands a value", "tests/core/charts/test_check.py"),
    "yaml/too-large": ("a file of 64 MiB", "tests/core/yaml/test_problems.py"),
}
"""Codes that no inventory can show: why, and the test that shows it instead."""
HISTORY = "tests/stages/test_history.py"
"""Codes `history/*` need two trees."""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_message(folder: Path) -> None:
    inventory = (folder / "inventory.yaml").read_bytes()
    _, found = compiled(folder / "inventory.yaml")
    actual = text(dict.fromkeys(found), {"inventory.yaml": inventory, **overlays(folder)})
    golden = folder / "findings.txt"
    if UPDATE:
        golden.write_text(actual, encoding="utf-8")

    assert actual
    assert golden.read_text(encoding="utf-8") == actual


def goldens() -> list[Path]:
    """Every golden with the whole text of a run."""
    return [*COMPONENTS.glob("*/cases/*/findings.txt"), *(f / "findings.txt" for f in FOLDERS)]


def test_there_are_enough() -> None:
    assert len(goldens()) >= 120


def test_every_code_is_shown() -> None:
    shown = {code for path in goldens() for code in SHOWN.findall(path.read_text(encoding="utf-8"))}
    unseen = codes().keys() - shown - {code for code in codes() if code.startswith("history/")}

    assert sorted(unseen) == sorted(ELSEWHERE)


def asserted(path: Path) -> str:
    """Every text that a test file wants to see: in an `assert` that is no `not in`, or among a test's parameters."""
    tests = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.FunctionDef)]
    demands = [n.test for t in tests for n in ast.walk(t) if isinstance(n, ast.Assert) and not _denies(n.test)]
    parameters = [one for t in tests for one in t.decorator_list]
    texts = (n for part in (*demands, *parameters) for n in ast.walk(part) if isinstance(n, ast.Constant))
    return "\n".join(n.value for n in texts if isinstance(n.value, str))


def _denies(demand: ast.expr) -> bool:
    return isinstance(demand, ast.Compare) and isinstance(demand.ops[0], ast.NotIn)


def test_what_is_shown_elsewhere_is_asserted_there() -> None:
    root = Path(__file__).parents[1]
    places = {code: file for code, (_, file) in ELSEWHERE.items()}
    places |= {code: HISTORY for code in codes() if code.startswith("history/")}
    shown = {file: asserted(root / file) for file in places.values()}

    assert [code for code, file in places.items() if not re.search(rf"(^|\W){code}($|\W)", shown[file])] == []


def test_a_code_that_is_only_mentioned_counts_as_not_asserted(tmp_path: Path) -> None:
    file = tmp_path / "test_x.py"
    file.write_text('CODE = "a/b"\n\ndef test_x():\n    """a/b"""\n    assert "a/b" not in found()\n', encoding="utf-8")

    assert asserted(file) == ""


def test_messages_end_without_full_stop() -> None:
    heads = [line for path in goldens() for line in path.read_text(encoding="utf-8").splitlines() if SHOWN.search(line)]

    assert [line for line in heads if re.search(r"\. \[[a-z0-9/-]+\]$", line)] == []
