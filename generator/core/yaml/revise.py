"""The text of a document that differs from another one in a few values: the same lines but for those."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator.core.yaml.writer import entry


def revised(text: str, old: Any, new: Any, paths: Iterable[tuple[str | int, ...]]) -> str | None:
    """`dump(new)`, made of `text`, which is `dump(old)`. The two differ in the strings or integers at `paths` only.

    None where a line is not certain: inside a list, of several lines, or not the only one of its kind.
    """
    for path in paths:
        was, now = _line(old, path), _line(new, path)
        if was is None or now is None or text.count(was) != 1 or f"{was}\n" not in text:
            return None
        text = text.replace(was, now)
    return text


def _line(document: Any, path: tuple[str | int, ...]) -> str | None:
    """The line of a value, with the break before it."""
    for key in path:
        if not isinstance(key, str):
            return None
        document = document[key]
    written = entry(str(path[-1]), document)
    return None if written is None else f"\n{'  ' * (len(path) - 1)}{written}"
