"""Texts with variables that Flux fills in later (`${NAME}`, `postBuild.substitute`): what they become is not known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator.core.schema.finding import NOT_CHECKED, UNFILLED, Finding, Step


def holds_variable(text: str) -> bool:
    return "${" in text


def unsubstituted(findings: Iterable[Finding], document: Any) -> list[Finding]:
    """Return findings without those about texts with variables, and one that counts these texts.

    A CEL rule that fails on a document with variables becomes "not checked": it may hold once they are filled in.
    """
    count = _count(document)
    if not count:
        return list(findings)
    kept = [_weakened(one, document) for one in findings if not _about_variable(one, document)]
    return [*kept, Finding((), UNFILLED, f"{count} texts with variables were not judged")]


def _weakened(finding: Finding, document: Any) -> Finding:
    of_forms = finding.code == "schema/form" and _count(_at(document, finding.path[:-1])) > 0
    if finding.code != "schema/cel" and not of_forms:
        return finding
    return Finding(finding.path, NOT_CHECKED, f"not known before variables are filled in: {finding.message}")


def _about_variable(finding: Finding, document: Any) -> bool:
    held = _at(document, finding.path)
    last = finding.path[-1] if finding.path else ""
    return (isinstance(held, str) and holds_variable(held)) or (isinstance(last, str) and holds_variable(last))


def _at(document: Any, path: tuple[Step, ...]) -> Any:
    held = document
    for step in path:
        try:
            held = held[step]
        except (KeyError, IndexError, TypeError):
            return None
    return held


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_count(held) + holds_variable(str(name)) for name, held in value.items())
    if isinstance(value, list):
        return sum(map(_count, value))
    return isinstance(value, str) and holds_variable(value)
