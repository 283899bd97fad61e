"""A project -> its clusters, compiled: what every verb starts with."""

from __future__ import annotations

import gc

from generator.core.project import Project
from generator.pipeline import Compiled, compile_all
from generator.stages.load import load_document

Sources = dict[str, bytes]
"""Files as they were read, for the excerpts of messages."""


def compile_project(project: Project) -> tuple[Sources, tuple[Compiled, ...]]:
    """Raises CompileError when nothing can be compiled at all."""
    data = project.read(project.inventory)
    files = {path: project.read(path) for path in project.overlays()}
    # The collector would walk hundreds of thousands of objects that all stay alive until the end.
    gc.disable()
    loaded = load_document(project.inventory, data)
    return {project.inventory: data, **files}, compile_all(loaded, files)
