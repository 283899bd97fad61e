"""Plain values as YAML on one line, for hints: what they show is right to paste."""

from __future__ import annotations

import re

from generator.core.yaml.writer import _KEY_MAX, _is_plain, _quoted, dump

_ENDS = re.compile(r"[,\[\]{}]")
"""What ends a plain text inside of brackets."""


def inline(value: object) -> str:
    """`{name: a, ports: [80, "443"]}`: the value, with brackets instead of indentation."""
    if isinstance(value, dict) and value:
        return "{" + ", ".join(f"{_key(str(key))}: {inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple) and value:
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return dump(value).rstrip("\n")


def _text(value: str) -> str:
    return value if _is_plain(value) and not _ENDS.search(value) else _quoted(value)


def _key(key: str) -> str:
    text = _text(key)
    return text if len(text) < _KEY_MAX else f"? {text} "
