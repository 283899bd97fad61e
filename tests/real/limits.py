"""Where our offline verdict and the API server's are known to differ, each with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """Disagreements on kinds that match, with such a message of the server, are this limit."""

    reason: str
    kind: str
    server: str


LIMITS: tuple[Limit, ...] = (
    Limit("the range of Service addresses is the cluster's, not the object's", "Service", "not in the valid range"),
)


def explained(kind: str, server: str, ours: str) -> str:
    """The reason of the first limit that explains a disagreement; empty when none does.

    A refusal of ours must be the server's too: no limit explains one that is not.
    """
    if ours:
        return ""
    for limit in LIMITS:
        if re.fullmatch(limit.kind, kind) and re.search(limit.server, server):
            return limit.reason
    return ""
