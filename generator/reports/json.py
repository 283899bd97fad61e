"""Diagnostics and outcomes for programs. `version` changes when a field changes its meaning."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from generator.core.diagnostics import Diagnostic

VERSION = 1


def problems(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """`[{code, severity, message, hint, file, line, column, notes}]`."""
    return [
        {
            "code": d.code,
            "severity": d.severity,
            "message": d.message,
            "hint": d.hint,
            "file": d.source.file,
            "line": d.source.line,
            "column": d.source.column,
            "notes": [
                {"message": n.text, "file": n.source.file, "line": n.source.line, "column": n.source.column}
                for n in d.notes
            ],
        }
        for d in diagnostics
    ]


def document(**content: Any) -> str:
    """A versioned JSON document, indented, keys in the order given."""
    return msgspec.json.format(msgspec.json.encode({"version": VERSION, **content}), indent=2).decode() + "\n"
