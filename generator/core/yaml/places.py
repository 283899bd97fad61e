"""Where a value stands in its file, as an editor counts: 1-based lines, columns in characters."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

Path = tuple[str | int, ...]
"""From the root of a document to a value: keys and 0-based indexes; the root is `()`."""


class Place(msgspec.Struct, frozen=True):
    """Where a value starts, where its key starts, and where it ends (the first place after it).

    A value that has no key (a sequence item, the root) has its own start as key place.
    """

    line: int
    column: int
    key_line: int
    key_column: int
    end_line: int
    end_column: int


if TYPE_CHECKING:  # to make a Protocol takes longer than to import the rest
    from typing import Protocol

    class Mark(Protocol):
        """A position as PyYAML gives it, 0-based."""

        index: int
        line: int
        column: int
else:
    Mark = Any


Position = Callable[[Mark | None], tuple[int, int]]
"""From a mark to (line, column). Parsers always give one; None, which PyYAML's types allow, is the start."""


def positions(text: str) -> Position:
    """A function from marks to (line, column).

    YAML 1.1, and so libyaml, also ends lines at U+0085, U+2028 and U+2029, where editors do not; a text
    that holds one of them is counted again by character index.
    """
    if not re.search("[\x85\u2028\u2029]", text):
        return lambda mark: (mark.line + 1, mark.column + 1) if mark else (1, 1)
    from bisect import bisect_right  # such texts are rare

    starts = [0, *(match.end() for match in re.finditer("\r\n?|\n", text))]

    def recounted(mark: Mark | None) -> tuple[int, int]:
        if mark is None:
            return 1, 1
        line = bisect_right(starts, mark.index)
        return line, mark.index - starts[line - 1] + 1

    return recounted
