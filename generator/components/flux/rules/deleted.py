"""What overlays take away of Flux's own objects, and what is left without it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.boot import directory, read
from generator.core.boot.tree import GROUP as FLUX
from generator.core.graph import Graph
from generator.core.judgement import Finding, rule
from generator.core.layout import unit_name


@rule("flux/unit-taken-away")
def unit_taken_away(graph: Graph) -> Iterator[Finding]:
    """An overlay takes the Kustomization of a unit away, and objects of the unit are left, which nobody applies.

    Flux applies the root directory, and of the others what a Kustomization names (docs/spec/v1/kustomizations.md, path).
    """
    taken = graph.taken("Kustomization", FLUX)
    applied = {directory(item) for item in graph.of("Kustomization", FLUX)} if taken else set()
    for gone in taken:
        if gone.name in read(graph).units or directory(gone) in applied:
            continue
        left = [item for item in graph.outlines if item.unit is not None and unit_name(item.unit) == gone.name]
        if left:
            more = f" and {len(left) - 1} more" if len(left) > 1 else ""
            yield Finding(
                gone,
                ("metadata", "name"),
                f"this takes away Kustomization {gone.name!r}, and nobody applies {left[0].title}{more}",
                hint="keep it, or leave what makes the unit out of the inventory",
                others=((left[0], (), f"{left[0].title} is here"),),
            )


@rule("flux/release-taken-away")
def release_taken_away(graph: Graph) -> Iterator[Finding]:
    """An overlay takes the release of a unit away, and the unit waits for what it would have brought.

    CRDs and workloads of a release that is not installed never come: the unit is not Ready, and what is behind it is never applied.
    A unit that holds another release or chart is believed.
    """
    for name, gone in read(graph).unreleased.items():
        unit = read(graph).units[name]
        held = {(item.kind, item.name) for item in unit.objects}
        awaited = [check for check in unit.checks if (check.get("kind"), check.get("name")) not in held]
        if awaited:
            what = f"{awaited[0].get('kind')} {awaited[0].get('name')}"
            more = f" and {len(awaited) - 1} more" if len(awaited) > 1 else ""
            yield Finding(
                gone,
                ("metadata", "name"),
                f"this takes away {gone.title}, and unit {unit.name!r} waits for {what}{more}",
                hint="keep it, or put what brings them into its place in the same unit",
                others=((unit.item, ("spec", "healthChecks"), "the unit waits here"),),
            )
