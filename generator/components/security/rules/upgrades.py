"""Policies that a later minor of Cilium no longer takes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.security.rules.shape import rules_of_policies
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule

REMOVED = {"kafka": (1, 20), "l7": (1, 20), "l7proto": (1, 20)}
"""L7 rules and the minor that has them no more (upgrade notes of 1.20)."""


@rule("security/removed-soon", severity="warning")
def removed_soon(graph: Graph) -> Iterator[Finding]:
    """A kind of rule that the next minor of Cilium has no more: the API server will refuse the policy after the upgrade.

    `kafka`, `l7` and `l7proto` are gone in 1.20 (Documentation/operations/upgrade.rst): they must be removed before.
    """
    minor = running(graph)
    if minor is None:
        return
    for policy, name, index, one, _ in rules_of_policies(graph):
        for number, ports in enumerate(one.get("toPorts") or ()):
            for key in ports.get("rules") or {}:
                gone = REMOVED.get(key)
                if gone is not None and minor < gone:
                    yield Finding(
                        policy.about,
                        ("spec", name, index, "toPorts", number, "rules", key),
                        f"`{key}` rules of {policy.about.title} are gone in Cilium {gone[0]}.{gone[1]}",
                        hint="remove them before the upgrade",
                    )


def running(graph: Graph) -> tuple[int, int] | None:
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
