"""The new tree beside the one that Flux applies now: HEAD's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.commands.hold import Held
from generator.core import git
from generator.core.diagnostics import Diagnostic, Note, Source
from generator.core.judgement import Finding
from generator.core.layout import GITOPS, Layout
from generator.core.places import dotted, keys
from generator.core.state import paths
from generator.stages.history import Comparison, compared, graph_of
from generator.stages.render import Files


def touched(changed: Iterable[str], *, several: bool) -> set[str | None]:
    """The clusters whose applied tree changes; None stands for the only one, of which the tree has no level."""
    found = (path.split("/", 2) for path in changed)
    return {level if several else None for top, level, *_ in found if top == GITOPS}


def judge(root: str, held: Held, clusters: set[str | None]) -> list[Diagnostic]:
    """What Flux would make of the change to some clusters. Without git there is nothing to compare."""
    mine = {name: cluster for name, cluster in held.batch.clusters.items() if {name, None} & clusters}
    if not mine:
        return []
    repository = git.open_repository(root)
    if repository is None or repository.revision("HEAD") is None:
        return []
    layouts = {name: Layout(name if cluster.shape[0] else None) for name, cluster in mine.items()}
    old = repository.files("HEAD", [layout.gitops for layout in layouts.values()])
    waiting = held.contents()
    found: list[Diagnostic] = []
    for name, layout in layouts.items():
        before = graph_of(old, layout)
        if before.objects:
            new = dict(_new(root, paths(mine[name].shape, name), waiting))
            found += (_shown(*one) for one in compared(before, graph_of(new, layout)))
    return found


def _new(root: str, every: Iterable[str], waiting: Files) -> Iterator[tuple[str, bytes]]:
    """What is not waiting is on disk already, as it should be."""
    for path in every:
        if path in waiting:
            yield path, waiting[path]
        elif path.startswith(f"{GITOPS}/"):
            with open(f"{root}/{path}", "rb") as file:
                yield path, file.read()


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
