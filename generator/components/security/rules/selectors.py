"""Selectors that no labels can meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.security.rules.shape import rules_of_policies
from generator.components.security.verdict import policies, requirements
from generator.core.artifact import Json
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.places import Keys
from generator.core.selector import contradiction

PEERS = ("Endpoints", "Nodes")
"""Kinds of peers that are selectors."""


@rule("security/impossible-selector")
def impossible_selector(graph: Graph) -> Iterator[Finding]:
    """A selector of a policy asks of one label what no label can be, such as `a=x` together with `a notin (x)`: it selects nothing.

    All terms of a selector must hold at once (Kubernetes docs, Labels and Selectors). A policy like this is about nobody, a peer
    like this is nobody, and no object says so.
    """
    for about, path, selector in selectors(graph):
        key = contradiction(requirements(selector)) if _several(selector) else None
        if key is not None:
            yield Finding(
                about,
                path,
                f"a selector of {about.title} asks of label {key!r} what no label can be: it selects nothing",
                hint=f"keep the terms about {key!r} that are meant; write a rule or a policy for each of two groups",
            )


def _several(selector: Json) -> bool:
    """Whether it has two terms that could be at odds: most have one, or labels alone."""
    terms = selector.get("matchExpressions")
    return isinstance(terms, list) and len(terms) + len(selector.get("matchLabels") or ()) > 1


def selectors(graph: Graph) -> Iterator[tuple[Object, Keys, Json]]:
    """(object, path, selector) of every selector of every policy."""
    for policy in policies(graph):
        for key in ("endpointSelector", "nodeSelector"):
            yield from _one(policy.about, ("spec", key), policy.spec.get(key))
    for policy, name, index, one, word in rules_of_policies(graph):
        for key in (f"{word}{kind}" for kind in PEERS):
            for number, selector in enumerate(one.get(key) or ()):
                yield from _one(policy.about, ("spec", name, index, key, number), selector)
    for item in graph.of("NetworkPolicy", "networking.k8s.io"):
        yield from _one(item, ("spec", "podSelector"), item.spec.get("podSelector"))
        for name, word in (("ingress", "from"), ("egress", "to")):
            for index, one in enumerate(item.spec.get(name) or ()):
                for number, peer in enumerate(one.get(word) or ()):
                    for key in ("podSelector", "namespaceSelector"):
                        yield from _one(item, ("spec", name, index, word, number, key), peer.get(key))


def _one(about: Object, path: Keys, selector: Any) -> Iterator[tuple[Object, Keys, Json]]:
    if isinstance(selector, dict):
        yield about, path, selector
