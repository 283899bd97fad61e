"""Namespaces that a hand-written policy names, and that only a slip of a finger made."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import POLICY_KINDS
from generator.components.security.rules.selectors import selectors
from generator.components.security.units import NAMESPACE, NAMESPACE_LABELS
from generator.components.security.verdict import plain
from generator.core.artifact import Json
from generator.core.boot.world import World
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.places import Keys
from generator.core.suggest import alike

KINDS = (*POLICY_KINDS, "NetworkPolicy")
NAME = "kubernetes.io/metadata.name"
"""Label that every namespace has: its own name."""
KEYS = frozenset({NAMESPACE, NAME, NAMESPACE_LABELS + NAME})


@rule("security/misspelt-namespace", severity="warning")
def misspelt_namespace(graph: Graph) -> Iterator[Finding]:
    """A policy names a namespace that nothing in the tree knows, and one letter makes it one that something knows.

    Such a peer is nobody, and such a policy protects nobody; no object says so. Namespaces of applications need not be known: a
    name that resembles no other, or several, is believed, and so is one that two objects name.
    """
    if not any(item.touched() for kind in KINDS for item in graph.of(kind)):
        return
    found = [one for one in _mentions(graph) if one[0].touched(*one[1])]
    known = {item.name for item in graph.of("Namespace", "")} | World.of(graph).namespaces
    known |= {item.namespace for item in graph.objects if item.namespace}
    doubtful = {name for *_, name in found} - known
    if not doubtful:
        return
    known |= {name for item, path, name in _mentions(graph) if not item.touched(*path)}
    likeness = alike(doubtful | known)
    for item, path, name in found:
        right = likeness.get(name, set()) & known
        if name not in known and len(right) == 1 and len({id(one) for one, _, its in found if its == name}) == 1:
            yield Finding(
                item,
                path,
                f"nothing else knows namespace {name!r}, which a selector of {item.title} asks for",
                hint=f"did you mean `{min(right)}`? If not, declare it with a Namespace in an overlay",
            )


def _mentions(graph: Graph) -> Iterator[tuple[Object, Keys, str]]:
    """(policy, path, namespace) of every namespace that a selector names."""
    for item, path, selector in selectors(graph):
        for below, name in _named(selector):
            yield item, (*path, *below), name


def _named(selector: Json) -> Iterator[tuple[Keys, str]]:
    for key, value in (selector.get("matchLabels") or {}).items():
        if plain(str(key)) in KEYS:
            yield ("matchLabels", key), str(value)
    for index, term in enumerate(selector.get("matchExpressions") or ()):
        if plain(str(term.get("key"))) in KEYS:
            for number, value in enumerate(term.get("values") or ()):
                yield ("matchExpressions", index, "values", number), str(value)
