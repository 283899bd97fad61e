"""The charts whose facts are held, and which of them answers for a given version."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Literal, TypeAlias

import msgspec

from generator.core import facts
from generator.core.charts.history import as_of, history
from generator.core.charts.node import Chart
from generator.core.charts.number import number, of_one_minor

Fit: TypeAlias = Literal["exact", "nearest patch", "history", "none"]


class Held(msgspec.Struct, frozen=True):
    """How well one version of a chart is known: the version that answers for it, and how near that is."""

    fit: Fit
    version: str = ""

    def __bool__(self) -> bool:
        return self.fit != "none"


NOT_HELD = Held("none")


@lru_cache(maxsize=256)
def held(chart: str, version: str) -> Held:
    """Return which facts answer for `version` of `chart`.

    A range of one minor (`1.20.x`, `~1.20.1`) is answered like a version of it. Patches of a minor share
    their values nearly always, minors hardly ever: so the nearest patch answers, another minor does not, unless the
    chart's history says that it can.
    """
    wanted = number(version)
    of_minor = [one for one in versions(chart) if wanted and number(one)[:2] == wanted[:2]]
    if not of_minor or not of_one_minor(version):
        found = _by_history(chart, version)
        if found or not of_minor:
            return found
    exact = version.removeprefix("v")
    if exact in of_minor:
        return Held("exact", exact)
    return Held("nearest patch", min(of_minor, key=lambda one: (abs(number(one)[2] - wanted[2]), number(one))))


def _by_history(chart: str, version: str) -> Held:
    past = history(chart) if versions(chart) else None
    return Held("history", past.last) if past and past.covers(version) else NOT_HELD


@lru_cache(maxsize=64)
def versions(chart: str) -> tuple[str, ...]:
    """Return the versions of a chart whose facts are held, oldest first."""
    if "/" in chart or chart.startswith("."):
        return ()
    try:
        names = os.listdir(f"{facts.root()}/charts/{chart}")
    except FileNotFoundError:
        return ()
    found = (name.removesuffix(".json") for name in names if name.endswith(".json"))
    return tuple(sorted((one for one in found if number(one)), key=number))


@lru_cache(maxsize=16)
def load(chart: str, version: str) -> Chart:
    """Return the facts of a held version (3 ms for the largest)."""
    return msgspec.json.decode(facts.read("charts", chart, f"{version}.json"), type=Chart)


@lru_cache(maxsize=16)
def answer(chart: str, version: str) -> Chart | None:
    """Return what is known of any version; None if nothing is."""
    found = held(chart, version)
    if not found:
        return None
    known = load(chart, found.version)
    past = history(chart) if found.fit == "history" else None
    return as_of(known, past, version) if past else known
