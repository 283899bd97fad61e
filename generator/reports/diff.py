"""Semantic differences: for a terminal, for a pull request, for programs, as a patch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.core.yaml import dump
from generator.core.yaml.inline import inline
from generator.reports.json import document
from generator.stages.diff import ABSENT, Change, Field
from generator.stages.render import Files

MARKER = "<!-- infraflux: gen diff -->"
"""Stable first line of the comment: an action finds and updates it."""
COMMENT_LIMIT = 60_000
"""Characters: GitHub refuses comments over 65,536."""
_LONGEST = 100
"""Characters of a value that are shown."""
_BEFORE = 20
"""Characters that two long values have in common and that are shown before the first that differs."""
_SIGN = {"added": "+", "removed": "-", "changed": "~"}


def text(changes: tuple[Change, ...]) -> str:
    """One block per object, one line per value."""
    lines: list[str] = []
    for change in changes:
        moved = f" (was in {change.was})" if change.was else ""
        lines.append(f"{_SIGN[change.what]} {change.title}  {change.file}{moved}")
        lines += [f"    {field.path}: {' -> '.join(_sides(field))}" for field in change.fields]
    lines.append(summary(changes))
    return "\n".join(lines) + "\n"


def summary(changes: tuple[Change, ...]) -> str:
    """One sentence."""
    if not changes:
        return "no differences"
    counts = {what: sum(c.what == what for c in changes) for what in _SIGN}
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def markdown(changes: tuple[Change, ...]) -> str:
    """For a pull request: the summary first, details folded, cut where a comment would be refused."""
    head = f"{MARKER}\n### gen diff: {summary(changes)}\n\n"
    body = ""
    for index, change in enumerate(changes):
        block = _folded(change)
        if len(head) + len(body) + len(block) > COMMENT_LIMIT:
            body += f"\n…and {len(changes) - index} more objects; run `gen diff` for all of them.\n"
            break
        body += block
    return head + body


def json(changes: tuple[Change, ...]) -> str:
    """Versioned. A side that does not exist is left out."""
    return document(changes=[_object(change) for change in changes])


def unified(old: Files, new: Files) -> str:
    """A patch of the files as they are."""
    from difflib import unified_diff

    lines: list[str] = []
    for path in sorted(old.keys() | new.keys()):
        before, after = old.get(path, b""), new.get(path, b"")
        if before != after:
            lines += unified_diff(
                before.decode("utf-8", "replace").splitlines(keepends=True),
                after.decode("utf-8", "replace").splitlines(keepends=True),
                f"a/{path}" if path in old else "/dev/null",
                f"b/{path}" if path in new else "/dev/null",
            )
    return "".join(lines)


def _folded(change: Change) -> str:
    if not change.fields:
        return f"- {change.what}: **{change.title}** (`{change.file}`)\n"
    rows = "".join(f"| `{f.path}` | {' | '.join(_cells(f))} |\n" for f in change.fields)
    return (
        f"<details><summary>{change.what}: <b>{change.title}</b> ({len(change.fields)} values)</summary>\n\n"
        f"`{change.file}`\n\n| value | before | after |\n|---|---|---|\n{rows}\n</details>\n"
    )


def _cells(field: Field) -> Iterator[str]:
    for value, shown in zip((field.old, field.new), _sides(field), strict=True):
        plain = shown.replace("|", "\\|").replace("`", "'")
        yield f"`{plain}`" if value != ABSENT else ""


def _sides(field: Field) -> tuple[str, str]:
    """Both values on a line each; of two that are long and begin alike, what follows."""
    old, new = _line(field.old), _line(field.new)
    if max(len(old), len(new)) > _LONGEST and ABSENT not in (field.old, field.new):
        alike = next(
            (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
        )
        start = max(0, alike - _BEFORE)
        old, new = (f"…{one[start:]}" if start else one for one in (old, new))
    return _cut(old), _cut(new)


def _line(value: Any) -> str:
    if value == ABSENT:
        return "(none)"
    shown = inline(value) if isinstance(value, dict | list) else dump(value).strip()
    return shown.replace("\n", "\\n")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _object(change: Change) -> dict[str, Any]:
    api_version, kind, namespace, name = change.identity
    result: dict[str, Any] = {
        "what": change.what,
        "apiVersion": api_version,
        "kind": kind,
        "namespace": namespace,
        "name": name,
        "file": change.file,
    }
    if change.was:
        result["was"] = change.was
    result["fields"] = [_field(field) for field in change.fields]
    return result


def _field(field: Field) -> dict[str, Any]:
    result: dict[str, Any] = {"path": field.path}
    for side in ("old", "new"):
        if getattr(field, side) != ABSENT:
            result[side] = getattr(field, side)
    return result
