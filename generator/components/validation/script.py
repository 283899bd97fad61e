"""`scripts/validation/test-cilium-cluster.sh`: what it calls, with which facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from shlex import quote
from typing import Any

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.validation.library import check, kinds, library
from generator.components.validation.probes import GROUPS
from generator.core.artifact import Text
from generator.core.context import Context
from generator.core.graph import Graph
from generator.core.offer import Probe

PATH = "scripts/validation/test-cilium-cluster.sh"
Line = tuple[str | None, str]
VARIABLE = "${"
"""How a variable of Flux begins: only the cluster knows its value."""


def link(ctx: Context, _settings: None, graph: Graph) -> Iterator[Text]:
    """The script, made from the finished tree, so that it also checks what overlays add."""
    found: dict[str, Line] = {}
    for group in GROUPS:
        for name, kind, text in ctx.remember(group, partial(_lines, group, ctx, graph)):
            found.setdefault(name, (kind, text))
    cilium = ctx.get(CILIUM)
    facts = {
        "cluster": str(ctx.cluster.name),
        "namespace": quote(cilium.namespace if cilium else "kube-system"),
        "library": library(frozenset(kind for kind, _ in found.values() if kind is not None)),
        "checks": "".join([text for _, text in found.values()]),
    }
    yield Text(path=PATH, template="validation/test-cilium-cluster.sh", facts=facts, executable=True)


def _lines(
    group: Callable[[Context, Graph], Iterator[Probe]], ctx: Context, graph: Graph
) -> list[tuple[str, str | None, str]]:
    """(name, kind of check that the script needs, the line) of each probe of a group."""
    return [(p.name, None if p.kind not in kinds() or _varies(p) else p.kind, call(p)) for p in group(ctx, graph)]


def call(probe: Probe) -> str:
    """The line that runs a probe's check: `wanted bgp-tor-a && bgp_session tor-a …`."""
    name = quote(probe.name.replace(VARIABLE, "").replace("}", ""))
    if probe.kind not in kinds():
        return f"wanted {name} && cannot {quote(f'this script has no check of kind {probe.kind}')} && conclude\n"
    if _varies(probe):
        return f"wanted {name} && cannot 'depends on a variable that Flux replaces' && conclude\n"
    function = check(probe.kind)
    return " ".join((f"wanted {name} && {function.name}", *(_argument(probe.facts[f]) for f in function.facts))) + "\n"


def _argument(fact: Any) -> str:
    if isinstance(fact, bool):
        return str(fact).lower()
    if isinstance(fact, list | tuple):
        return quote(" ".join(map(str, fact)))
    return quote("" if fact is None else str(fact))


def _varies(probe: Probe) -> bool:
    return VARIABLE in repr(probe.facts)
