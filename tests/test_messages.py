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
    """Every text that a test file wants to see: in an `assert` that denies nothing, or among parameters that one reads.

    Only of tests that run for everybody, whoever they are.
    """
    found: list[ast.expr] = []
    for test in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(test, ast.FunctionDef) and not any("skip" in ast.unparse(one) for one in test.decorator_list):
            demands = [n.test for n in ast.walk(test) if isinstance(n, ast.Assert) and not _denies(n.test)]
            read = {n.id for demand in demands for n in ast.walk(demand) if isinstance(n, ast.Name)}
            found += demands + [one for one in test.decorator_list if read & _parameters(one)]
    texts = (n for part in found for n in ast.walk(part) if isinstance(n, ast.Constant))
    return "\n".join(n.value for n in texts if isinstance(n.value, str))


def _denies(demand: ast.expr) -> bool:
    if isinstance(demand, ast.Compare):
        return any(isinstance(one, ast.NotIn | ast.NotEq | ast.IsNot) for one in demand.ops)
    return isinstance(demand, ast.UnaryOp) and isinstance(demand.op, ast.Not)


def _parameters(decorator: ast.expr) -> set[str]:
    """Names that `pytest.mark.parametrize` fills."""
    if not (isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("parametrize")):
        return set()
    return {
        name.strip()
        for n in ast.walk(decorator.args[0])
        if isinstance(n, ast.Constant)
        for name in str(n.value).split(",")
    }


def test_what_is_shown_elsewhere_is_asserted_there() -> None:
    root = Path(__file__).parents[1]
    places = {code: file for code, (_, file) in ELSEWHERE.items()}
    places |= {code: HISTORY for code in codes() if code.startswith("history/")}
    shown = {file: asserted(root / file) for file in places.values()}

    assert [code for code, file in places.items() if not re.search(rf"(^|\W){code}($|\W)", shown[file])] == []


@pytest.mark.parametrize(
    "test",
    [
        'def test_x():\n    """a/b"""\n    assert "a/b" not in found()\n',
        'def test_x():\n    assert not found("a/b")\n',
        'def test_x():\n    found("a/b")\n',
        '@pytest.mark.skipif(True, reason="")\ndef test_x():\n    assert "a/b" in found()\n',
        '@pytest.mark.parametrize("code", ["a/b"])\ndef test_x(code):\n    found(code)\n',
    ],
    ids=["denied", "negated", "given", "skipped", "not read"],
)
def test_a_code_that_is_only_mentioned_counts_as_not_asserted(tmp_path: Path, test: str) -> None:
    file = tmp_path / "test_x.py"
    file.write_text(f'CODE = "a/b"\n\n{test}', encoding="utf-8")

    assert asserted(file) == ""


@pytest.mark.parametrize(
    "test",
    [
        'def test_x():\n    assert "[a/b]" in found()\n',
        '@pytest.mark.parametrize(("n", "code"), [(1, "a/b")])\ndef test_x(n, code):\n    assert found(n) == code\n',
    ],
    ids=["wanted", "read"],
)
def test_a_code_that_a_test_wants_to_see_is_asserted(tmp_path: Path, test: str) -> None:
    file = tmp_path / "test_x.py"
    file.write_text(test, encoding="utf-8")

    assert "a/b" in asserted(file)


def test_messages_end_without_full_stop() -> None:
    heads = [line for path in goldens() for line in path.read_text(encoding="utf-8").splitlines() if SHOWN.search(line)]

    assert [line for line in heads if re.search(r"\. \[[a-z0-9/-]+\]$", line)] == []
