"""Which metrics and labels an expression of Prometheus uses: enough of its grammar for our own rules and panels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
SELECTOR = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{([^}]*)\})?")
WORDS = frozenset({"and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring"})
TARGET = frozenset({"container", "endpoint", "instance", "job", "namespace", "node", "pod", "service"})
"""Labels that Prometheus gives to every series it reads from a pod or a Service."""


class Use(NamedTuple):
    """A metric, and the labels that its selector names."""

    metric: str
    labels: frozenset[str]


def uses(expr: str) -> Iterator[Use]:
    """Every metric of an expression."""
    plain = GROUPING.sub("", re.sub(r"\[[^\]]*\]", "", _without_strings(expr)))
    for match in SELECTOR.finditer(plain):
        called = plain[match.end() :].lstrip().startswith("(")
        number = plain[: match.start()][-1:].isdigit()
        if not called and not number and match[1] not in WORDS:
            yield Use(match[1], frozenset(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", match[2] or "")))


def grouped(expr: str) -> frozenset[str]:
    """The labels that an expression groups by."""
    return frozenset(
        label.strip()
        for found in GROUPING.findall(_without_strings(expr))
        for label in found.split(",")
        if label.strip()
    )


def _without_strings(expr: str) -> str:
    return re.sub(r'"(?:[^"\\]|\\.)*"', '""', expr)
