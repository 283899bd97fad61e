"""`gen validate`: everything that a build would refuse or warn of, without touching the tree."""

from __future__ import annotations

from contextlib import suppress

from generator.commands import past
from generator.commands.batch import read
from generator.commands.compile import compile_project
from generator.core.changes import Outcome
from generator.core.diagnostics import CompileError, errors, ordered
from generator.core.project import Project


def validate(project: Project) -> Outcome:
    """The findings; `changes` stays None."""
    try:
        sources, clusters = compile_project(project)
    except CompileError as stop:
        sources = {}
        with suppress(CompileError):
            sources = {project.inventory: project.read(project.inventory)}
        return Outcome(diagnostics=stop.diagnostics, sources=sources)
    found = tuple(dict.fromkeys(d for cluster in clusters for d in cluster.diagnostics))
    loaded = read(project.inventory, sources[project.inventory])
    found += tuple(past.astray(project, loaded, (cluster.member for cluster in clusters)))
    if not errors(found):
        files = {path: data for cluster in clusters for path, data in cluster.files.items()}
        found += tuple(past.unbuilt(project.root, files, (cluster.layout.cluster for cluster in clusters)))
    found = ordered(found)
    return Outcome(diagnostics=found, sources=sources, clusters=len(clusters))
