"""`gen plan --from-empty`: how the tree comes up on a cluster that has nothing but its node-side bootstrap."""

from __future__ import annotations

from msgspec import Struct

from generator.commands.compile import Sources, compile_project
from generator.core.boot import world
from generator.core.diagnostics import Diagnostic, errors
from generator.core.project import Project
from generator.stages.simulate import Boot, simulate


class Plan(Struct, frozen=True, kw_only=True):
    """Every cluster that could be walked, by name. One that is refused before emission is not there."""

    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Sources = {}
    clusters: tuple[tuple[str, Boot], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every cluster comes up whole."""
        return not errors(self.diagnostics) and all(boot.complete for _, boot in self.clusters)


def plan(project: Project) -> Plan:
    """Raises CompileError when nothing can be compiled at all.

    What keeps a tree from coming up is found by the rules of every build already: it stands among the diagnostics.
    """
    sources, compiled = compile_project(project)
    found = tuple(dict.fromkeys(d for cluster in compiled for d in cluster.diagnostics))
    walked = tuple(
        (cluster.member.name, simulate(cluster.graph, world(cluster.ctx)))
        for cluster in compiled
        if cluster.graph is not None and cluster.ctx is not None
    )
    return Plan(diagnostics=found, sources=sources, clusters=walked)
