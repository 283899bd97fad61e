"""Values that something else still fills in: Flux's `${NAME}`, a template's `{{ … }}` or `#{ … }#`."""

from __future__ import annotations

_MARKS = ("${", "{{", "#{")


def unfilled(value: object) -> bool:
    """Return whether a value is a text whose content, and so its type, is not known yet."""
    return isinstance(value, str) and any(mark in value for mark in _MARKS)
