"""What only the repository knows: what Flux applies now (HEAD), and where the tree stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.core import git
from generator.core.diagnostics import WARNING, Diagnostic, Note, Source
from generator.core.fleet import Member
from generator.core.judgement import Finding
from generator.core.layout import GITOPS, Layout
from generator.core.places import dotted, keys
from generator.core.project import Project
from generator.stages import fleet
from generator.stages.history import Comparison, compared, graph_of
from generator.stages.load import Loaded
from generator.stages.render import Files


def judge(root: str, clusters: Iterable[str | None], new: Files, touched: Iterable[str]) -> Iterator[Diagnostic]:
    """What Flux would make of the change. `clusters` are levels of the tree (None: it has none); `touched` the paths
    that this build changes or removes: without any, or without git, there is nothing to compare.
    """
    if not any(path.startswith(f"{GITOPS}/") for path in touched):
        return
    repository = git.open_repository(root)
    if repository is None or repository.revision("HEAD") is None:
        return
    layouts = [Layout(cluster) for cluster in clusters]
    old = repository.files("HEAD", [layout.gitops for layout in layouts])
    for layout in layouts:
        before = graph_of(old, layout)
        if before.objects:
            for comparison, finding in compared(before, graph_of(new, layout)):
                yield _shown(comparison, finding)


def unbuilt(root: str, files: Files, clusters: Iterable[str | None]) -> Iterator[Diagnostic]:
    """The same of a tree that is not going to be written: whatever differs from HEAD counts as touched."""
    repository = git.open_repository(root)
    if repository is None or repository.revision("HEAD") is None:
        return
    touched = {path for path in repository.changed(files, GITOPS) if path.startswith(f"{GITOPS}/")}
    moved = {path.split("/")[1] for path in touched}
    yield from judge(root, [name for name in clusters if name is None or name in moved], files, touched)


def astray(project: Project, loaded: Loaded, members: Iterable[Member]) -> Iterator[Diagnostic]:
    """`flux.path` is not where the tree stands in this repository. Clusters share the line that says so, or the lack of it."""
    prefix = git.prefix(project.root)
    if prefix is None:
        return
    right = f"{prefix}/{GITOPS}".lstrip("/")
    for member in members:
        flux = member.raw.get("flux") or {}
        path = flux.get("path", GITOPS)
        if path != right and str(path).split("/")[-1] == GITOPS:  # else a check of `flux` says it
            yield Diagnostic(
                code="git/path-elsewhere",
                severity=WARNING,
                message=f"`flux.path` is {path!r}, and in this repository the tree stands in {right!r}",
                hint=f"write `path: {right}`, unless Flux reads another repository than this one",
                source=loaded.place(fleet.origin(loaded.raw, member, ("flux", "path")), key="path" not in flux),
            )


def _shown(comparison: Comparison, finding: Finding) -> Diagnostic:
    where = dotted(keys(finding.path))
    notes = tuple(Note(Source(item.file), text) for item, _, text in finding.others)
    return Diagnostic(
        code=comparison.code,
        severity=comparison.severity,
        message=finding.message + (f" ({where})" if where else ""),
        hint=finding.hint,
        source=Source(finding.about.file),
        notes=notes,
    )
