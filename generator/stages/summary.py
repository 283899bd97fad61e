"""The message of the commit that `gen build --commit` makes."""

from __future__ import annotations

from generator.core.changes import Changes
from generator.core.git import Repository
from generator.core.project import Project
from generator.stages.diff import diff
from generator.stages.render import Files

_LINES = 20


def message(project: Project, repository: Repository, changes: Changes) -> str:
    """A subject that counts, and a line per object."""
    paths = changes.written
    old = repository.files("HEAD", paths) if repository.revision("HEAD") else {}
    new: Files = {path: project.read(path) for path in (*changes.added, *changes.changed)}
    found = diff(old, new)
    lines = [f"- {c.what} {c.title}" for c in found[:_LINES]]
    if len(found) > _LINES:
        lines.append(f"- and {len(found) - _LINES} more")
    files = f"{len(paths)} file{'s' if len(paths) != 1 else ''}"
    return "\n".join([f"Regenerate {files} from {project.inventory}", "", *lines]) + "\n"
