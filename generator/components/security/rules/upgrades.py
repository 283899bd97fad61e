"""Policies that a later minor of Cilium no longer takes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.security.rules.shape import rules_of_policies
from generator.core.artifact import Json
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.places import Keys

Minor = tuple[int, int]

LAYER7 = {"kafka": (1, 20), "l7": (1, 20), "l7proto": (1, 20)}
"""L7 rules and the minor that has them no more (upgrade notes of 1.20)."""
PEERS = {"fromRequires": (1, 19), "toRequires": (1, 19)}
"""Fields of a rule and the minor whose CRD takes no item of them any more (`maxItems: 0`)."""


@rule("security/removed-soon", severity="warning")
def removed_soon(graph: Graph) -> Iterator[Finding]:
    """A kind of rule that the next minor of Cilium has no more: the API server will refuse the policy after the upgrade.

    `fromRequires` and `toRequires` are gone in 1.19, `kafka`, `l7` and `l7proto` in 1.20 (Documentation/operations/
    upgrade.rst): they must be removed before.
    """
    minor = running(graph)
    if minor is None:
        return
    for policy, name, index, one, _ in rules_of_policies(graph):
        for path, key, gone in _used(one):
            if minor < gone:
                yield Finding(
                    policy.about,
                    ("spec", name, index, *path),
                    f"`{key}` of {policy.about.title} is gone in Cilium {gone[0]}.{gone[1]}",
                    hint="remove it before the upgrade",
                )


def _used(one: Json) -> Iterator[tuple[Keys, str, Minor]]:
    """(path below the rule, field, minor that has it no more) of every such field in use."""
    for key, gone in PEERS.items():
        if one.get(key):
            yield (key,), key, gone
    for number, ports in enumerate(one.get("toPorts") or ()):
        for key in ports.get("rules") or {}:
            if key in LAYER7:
                yield ("toPorts", number, "rules", key), key, LAYER7[key]


def running(graph: Graph) -> Minor | None:
    """Minor of Cilium that the tree installs, as far as a chart source says it."""
    for source in graph.of("OCIRepository"):
        tag = str((source.spec.get("ref") or {}).get("tag", "")).removeprefix("v")
        numbers = tag.split(".")
        if (
            source.spec.get("url", "").endswith("/cilium")
            and len(numbers) > 1
            and all(n.isdigit() for n in numbers[:2])
        ):
            return int(numbers[0]), int(numbers[1])
    return None
