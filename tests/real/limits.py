"""Where our offline verdict and the API server's are known to differ, each with the reason."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """Disagreements on kinds that match, with such a message of the server, are this limit."""

    reason: str
    kind: str
    server: str


LIMITS: tuple[Limit, ...] = ()

# Findings that refuse on purpose what the server takes, by code.
STRICTER = {
    "schema/null": "the server drops a null; in a file it is a value that somebody forgot to write",
    "schema/list-for-text": "the server lets an empty list pass for text with a format; nothing can read it as text",
}


def explained(kind: str, server: str, codes: Collection[str]) -> str:
    """The reason of the first limit that explains a disagreement; empty when none does.

    `codes` are those of our findings; none when it is the server alone that refuses.
    """
    if codes:
        return "; ".join(sorted({STRICTER[code] for code in codes})) if set(codes) <= set(STRICTER) else ""
    for limit in LIMITS:
        if re.fullmatch(limit.kind, kind) and re.search(limit.server, server):
            return limit.reason
    return ""
