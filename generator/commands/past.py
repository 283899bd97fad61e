"""The new tree beside the one that Flux applies now: HEAD's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.core import git
from generator.core.diagnostics import Diagnostic, Note, Source
from generator.core.judgement import Finding
from generator.core.layout import GITOPS, Layout
from generator.core.places import dotted, keys
from generator.stages.history import Comparison, compared, graph_of
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
