"""One `fail` of a chart, as a question to the values."""

from __future__ import annotations

from collections.abc import Callable, Collection

from msgspec import Struct

from generator.core.charts.merged import Merged


class Refusal(Struct, frozen=True):
    """Why the chart would not install: the value that has to change, what is, what to do."""

    path: str
    message: str
    hint: str


class Rule(Struct, frozen=True, eq=False):
    """A rule, and the minor of the chart that has it first. Told apart by identity, which costs nothing."""

    ask: Callable[[Merged, Collection[str] | None], Refusal | None]
    since: tuple[int, int]


def refuses(since: tuple[int, int] = (0, 0)) -> Callable[[Callable[[Merged], Refusal | None]], Rule]:
    """Make a rule of a question to the values alone."""
    return lambda ask: Rule(lambda values, _apis: ask(values), since)


def refuses_with_apis(
    since: tuple[int, int] = (0, 0),
) -> Callable[[Callable[[Merged, Collection[str] | None], Refusal | None]], Rule]:
    """Make a rule of a question that also depends on what the cluster serves."""
    return lambda ask: Rule(ask, since)
