"""Each check has a case that it lets pass after a close look: its near miss.

A near miss is a case in which the check comes to its last question (the `if` around what it would say) and is answered no, or
one in a folder `<code>-near-miss/`. A case that the check never looks at proves nothing.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from msgspec.structs import force_setattr

from generator import registry
from generator.core.judgement import Check, Rule
from tests.harness import COMPONENTS, cases, compiled

Judgement = Check | Rule
JUDGED: list[Judgement] = []
for component in registry.everything():
    JUDGED += [*component.checks, *component.rules]


def questions(run: Callable[..., Any]) -> set[int]:
    """Lines of the last question before each thing that a check says: the `if` around it, or one that goes on without it."""
    source, first = inspect.getsourcelines(run)
    found: set[int] = set()

    def visit(statements: list[ast.stmt], question: int | None) -> None:
        for statement in statements:
            inner = statement.test.lineno if isinstance(statement, ast.If) else question
            blocks = [block for name in ("body", "orelse") if (block := getattr(statement, name, None))]
            if not blocks and any(isinstance(n, ast.Yield | ast.YieldFrom) for n in ast.walk(statement)) and question:
                found.add(question + first - 1)
            looping = isinstance(statement, ast.For)
            for block in blocks:
                visit(block, None if looping else inner)
            if isinstance(statement, ast.If) and any(isinstance(b[-1], ast.Continue | ast.Return) for b in blocks):
                question = statement.test.lineno

    tree = ast.parse(textwrap.dedent("".join(source)))
    visit(tree.body[0].body, None)  # type: ignore[attr-defined]  # the function
    return found


class Watch:
    """Counts, for one check, the questions that it came to in runs in which it said nothing."""

    def __init__(self, one: Judgement) -> None:
        self.run = one.run
        self.asked: set[int] = set()

    def __call__(self, *arguments: Any) -> Iterator[Any]:
        lines: set[int] = set()

        def trace(frame: FrameType, event: str, _argument: Any) -> Any:
            if frame.f_code is not self.run.__code__:
                return None
            if event == "line":
                lines.add(frame.f_lineno)
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            found = list(self.run(*arguments))
        finally:
            sys.settrace(before)
        if not found:
            self.asked |= lines
        return iter(found)


@pytest.fixture(scope="module")
def watched() -> dict[str, Watch]:
    """Every check, having seen every case."""
    watches = {one.code: Watch(one) for one in JUDGED}
    for one in JUDGED:
        force_setattr(one, "run", watches[one.code])
    try:
        for case in cases():
            compiled(case / "inventory.yaml")
    finally:
        for one in JUDGED:
            force_setattr(one, "run", watches[one.code].run)
    return watches


def folders(code: str) -> list[Path]:
    """The folders of cases that are named after a code as its near misses, and do not trigger it."""
    component, _, name = code.partition("/")
    named = (COMPONENTS / component.replace("-", "_") / "cases").glob(f"{name}-near-miss*")
    return [folder for folder in named if f"[{code}]" not in _findings(folder)]


def _findings(folder: Path) -> str:
    golden = folder / "findings.txt"
    return golden.read_text(encoding="utf-8") if golden.exists() else ""


def test_every_check_has_a_near_miss(watched: dict[str, Watch]) -> None:
    without = [
        one.code
        for one in JUDGED
        if not folders(one.code) and not questions(watched[one.code].run) & watched[one.code].asked
    ]

    assert without == []


def test_a_check_that_never_came_to_its_question_has_none() -> None:
    def shy(things: Any, _settings: Any = None) -> Iterator[Any]:
        for thing in things:
            if thing > 1:
                yield thing

    watch = Watch(Check("x/shy", "error", shy))
    line = shy.__code__.co_firstlineno + 2

    assert questions(shy) == {line}
    assert list(watch([])) == []
    assert line not in watch.asked
    assert list(watch([2])) == [2]
    assert line not in watch.asked
    assert list(watch([1])) == []
    assert line in watch.asked
