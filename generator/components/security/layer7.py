"""What rules ask on layer 7: whether any request passes all the same."""

from __future__ import annotations

from typing import Any

from generator.components.security.verdict import passes
from generator.core.artifact import Json

ANYTHING = ("", ".*", "/.*")
"""Values of a field of an HTTP rule that ask for nothing."""


def lets_all(one: Json, number: int, protocol: str) -> bool:
    """Whether a rule lets any request through on a port."""
    lists = one.get("toPorts")
    if not lists:
        return passes(one, (number, protocol))
    return any(whole(ports) and passes({"toPorts": [ports]}, (number, protocol)) for ports in lists)


def whole(ports: Json) -> bool:
    """Whether an entry of `toPorts` asks for nothing on layer 7, or for what every request is."""
    rules = ports.get("rules") or {}
    if not rules:
        return not ports.get("listener") and not ports.get("serverNames")
    return any(_any_request(request) for request in rules.get("http") or ()) or any(
        name.get("matchPattern") == "*" for name in rules.get("dns") or ()
    )


def _any_request(request: dict[str, Any]) -> bool:
    asked = (value for key, value in request.items() if key in ("method", "path", "host"))
    return all(value in ANYTHING for value in asked) and not request.get("headers") and not request.get("headerMatches")
