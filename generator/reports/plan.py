"""How a cluster comes up, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from generator.core.boot.tree import FluxUnit
from generator.core.diagnostics import Diagnostic
from generator.reports.json import document, problems
from generator.stages.simulate import Boot

Walked = Iterable[tuple[str, Boot]]
"""Clusters by name, each coming up."""


def text(clusters: Walked) -> str:
    """Rounds, what comes from outside, who owns what; a blank line between clusters."""
    return "\n".join("\n".join(_cluster(name, boot)) + "\n" for name, boot in clusters)


def json(clusters: Walked, found: Iterable[Diagnostic]) -> str:
    """Versioned; with what was found, for a plan that comes to nothing says so only there."""
    return document(problems=problems(found), clusters=[_data(name, boot) for name, boot in clusters])


def _cluster(cluster: str, boot: Boot) -> Iterator[str]:
    count = len(boot.rounds)
    end = "never comes up whole" if boot.waiting else f"is up after {count} round{'s' if count != 1 else ''}"
    yield f"{cluster}: from its node-side bootstrap alone it {end}"
    width = max((len(name) for name in boot.tree.units), default=0)
    for number, names in enumerate(boot.rounds, 1):
        yield ""
        for index, name in enumerate(names):
            lead = f"{number:>3}  " if index == 0 else " " * 5
            yield f"{lead}{name:<{width}}  {_line(boot.tree.units[name])}".rstrip()
    yield from _block("never ready", [(name, why) for name, why in boot.waiting.items()], width)
    yield from _block("needs from outside", list(boot.outside), width)
    yield ""
    yield "owners"
    for owner in boot.owners:
        yield f"  {owner.who}: {owner.where}"
        yield from (f"    {what}" for what in owner.what)


def _block(title: str, rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        yield from (f"  {name:<{width}}  {what}" for name, what in rows)


def _line(unit: FluxUnit) -> str:
    """What it waited for, and what makes it ready."""
    parts = []
    if unit.needs:
        parts.append(f"after {', '.join(unit.needs)}")
    crds = sum(check.get("kind") == "CustomResourceDefinition" for check in unit.checks)
    checks = [
        f"{check.get('kind')} {check.get('name')}"
        for check in unit.checks
        if check.get("kind") != "CustomResourceDefinition"
    ]
    if crds:
        checks.append(f"{crds} CRD{'s' if crds != 1 else ''}")
    if unit.waits:
        checks.append("all of its objects")
    if checks:
        parts.append(f"ready with {', '.join(checks)}")
    return "; ".join(parts)


def _data(cluster: str, boot: Boot) -> dict[str, Any]:
    return {
        "name": cluster,
        "complete": boot.complete,
        "rounds": [list(names) for names in boot.rounds],
        "waiting": dict(boot.waiting),
        "outside": [{"unit": unit, "needs": what} for unit, what in boot.outside],
        "problems": [{"code": code, "message": finding.message} for code, finding in boot.problems],
        "owners": [{"who": o.who, "where": o.where, "what": list(o.what)} for o in boot.owners],
    }
