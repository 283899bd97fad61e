"""Diagnostics as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from generator.core.diagnostics import UNCHECKED, Diagnostic, Source

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """One run of one tool; a rule per code that occurs."""
    found = tuple(diagnostics)
    run = {
        "tool": {"driver": {"name": "gen", "rules": [{"id": code} for code in sorted({d.code for d in found})]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d) for d in found],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


def _result(found: Diagnostic) -> dict[str, Any]:
    words = found.message if not found.hint else f"{found.message}. {found.hint}"
    result: dict[str, Any] = {
        "ruleId": found.code,
        "level": "note" if found.severity == UNCHECKED else found.severity,
        "message": {"text": words},
        "locations": [_location(found.source)] if found.source.file else [],
    }
    if found.notes:
        result["relatedLocations"] = [{**_location(n.source), "message": {"text": n.text}} for n in found.notes]
    return result


def _location(source: Source) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": source.file}}
    if source.line:
        physical["region"] = {"startLine": source.line, "startColumn": max(source.column, 1)}
    return {"physicalLocation": physical}
