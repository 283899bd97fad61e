"""What can be wrong with a YAML file: problems are data, the exception carries all of them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class YamlProblem(msgspec.Struct, frozen=True, order=True):
    """One finding. Lines and columns are 1-based, columns count characters; field order is report order."""

    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    note: tuple[int, int, str] | None = None
    """A second place that explains the first: line, column, what is there."""


class YamlProblems(Exception):  # noqa: N818  # named for what it carries, like the list it is
    """A file that cannot be used. Carries everything found, top to bottom, never only the first."""

    def __init__(self, problems: Iterable[YamlProblem]) -> None:
        self.problems = tuple(sorted(problems, key=_place))
        super().__init__("; ".join(f"{p.line}:{p.column}: {p.message} [{p.code}]" for p in self.problems))


def repeated(key: str, first: tuple[int, int], *, item: bool) -> tuple[str, str, str, tuple[int, int, str]]:
    """Code, message, hint and note of a key that is given again; `item`: it is the first one of a list's item."""
    message = f"the key `{key}` is given twice, first on line {first[0]}"
    hint = "begin another item here with `- `, or remove one of them" if item else "remove one of them"
    return "yaml/duplicate-key", message, hint, (*first, f"`{key}` is first given here")


def _place(problem: YamlProblem) -> tuple[int, int, str]:
    return problem.line, problem.column, problem.code
