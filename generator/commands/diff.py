"""`gen diff`: what the inventory would change, against a revision or against the tree on disk."""

from __future__ import annotations

import os

from msgspec import Struct

from generator.commands.compile import Sources, compile_project
from generator.core import git, header
from generator.core.diagnostics import Diagnostic, errors
from generator.core.layout import OWNED
from generator.core.project import Project
from generator.stages.diff import Change, diff
from generator.stages.render import Files


class Difference(Struct, frozen=True, kw_only=True):
    """Both trees and what differs. With errors among `diagnostics` there is nothing to compare."""

    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Sources = {}
    old: Files = {}
    new: Files = {}
    changes: tuple[Change, ...] = ()
    base: str = "HEAD"


def compare(project: Project, base: str | None) -> Difference:
    """Against `base`, else HEAD, else (without git or commits) the tree on disk. Raises CompileError, GitError."""
    sources, clusters = compile_project(project)
    found = tuple(dict.fromkeys(d for cluster in clusters for d in cluster.diagnostics))
    if errors(found):
        return Difference(diagnostics=found, sources=sources)
    new: Files = {}
    for cluster in clusters:
        new |= cluster.files
    name, old = tree(project, base)
    return Difference(diagnostics=found, sources=sources, old=old, new=new, changes=diff(old, new), base=name)


def tree(project: Project, base: str | None) -> tuple[str, Files]:
    """(its name, the generated files of a revision)."""
    repository = git.open_repository(project.root)
    if repository is not None and repository.revision(base or "HEAD"):
        files = repository.files(base or "HEAD", OWNED)
        return base or "HEAD", {path: data for path, data in files.items() if header.is_ours(data)}
    if base is not None:
        reason = (
            f"there is no revision {base!r}"
            if repository
            else "--base needs git, and a repository around this directory"
        )
        raise git.GitError(reason)
    return "the tree on disk", _on_disk(project)


def _on_disk(project: Project) -> Files:
    found: Files = {}
    for top in OWNED:
        for directory, _, names in os.walk(project.path(top)):
            for name in names:
                path = os.path.relpath(os.path.join(directory, name), project.root).replace(os.sep, "/")
                with open(project.path(path), "rb") as file:
                    data = file.read()
                if header.is_ours(data):
                    found[path] = data
    return found
