"""What only the repository knows: what Flux applies now (HEAD), and where the tree stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.commands.hold import Held
from generator.core import git
from generator.core.diagnostics import WARNING, Diagnostic, Note, Source
from generator.core.fleet import Member
from generator.core.judgement import Finding
from generator.core.layout import GITOPS, Layout
from generator.core.places import dotted, keys
from generator.core.project import Project
from generator.core.state import paths
from generator.stages import fleet
from generator.stages.accepted import accepts
from generator.stages.history import Comparison, compared, graph_of
from generator.stages.load import Loaded
from generator.stages.render import Files

PATH_ELSEWHERE = "git/path-elsewhere"


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
    waiting = held.contents()
    news = ((layout, dict(_new(root, paths(mine[name].shape, name), waiting))) for name, layout in layouts.items())
    return list(_compared(repository, list(layouts.values()), news))


def unbuilt(root: str, files: Files, clusters: Iterable[str | None]) -> Iterator[Diagnostic]:
    """The same of a tree that is not going to be written: whatever differs from HEAD counts as touched."""
    repository = git.open_repository(root)
    if repository is None or repository.revision("HEAD") is None:
        return
    moved = {path.split("/")[1] for path in repository.changed(files, GITOPS) if path.startswith(f"{GITOPS}/")}
    if moved:
        layouts = [Layout(name) for name in clusters if name is None or name in moved]
        yield from _compared(repository, layouts, ((layout, files) for layout in layouts))


def _compared(
    repository: git.Repository, layouts: list[Layout], news: Iterable[tuple[Layout, Files]]
) -> Iterator[Diagnostic]:
    """HEAD's tree of some clusters held against their new ones."""
    old = repository.files("HEAD", [layout.gitops for layout in layouts])
    for layout, new in news:
        before = graph_of(old, layout)
        if before.objects:
            for one in compared(before, graph_of(new, layout)):
                yield _shown(*one)


def _new(root: str, every: Iterable[str], waiting: Files) -> Iterator[tuple[str, bytes]]:
    """What is not waiting is on disk already, as it should be."""
    for path in every:
        if path in waiting:
            yield path, waiting[path]
        elif path.startswith(f"{GITOPS}/"):
            with open(f"{root}/{path}", "rb") as file:
                yield path, file.read()


def astray(project: Project, loaded: Loaded, members: Iterable[Member]) -> Iterator[Diagnostic]:
    """`flux.path` is not where the tree stands in this repository. Clusters share the line that says so, or the lack of it."""
    prefix = git.prefix(project.root)
    if prefix is None:
        return
    right = f"{prefix}/{GITOPS}".lstrip("/")
    for member in members:
        flux = member.raw.get("flux")
        if not isinstance(flux, dict) or PATH_ELSEWHERE in accepts(member.raw):
            continue  # refused by others, or meant
        path = flux.get("path", GITOPS)
        if path != right and str(path).split("/")[-1] == GITOPS:  # else a check of `flux` says it
            yield Diagnostic(
                code=PATH_ELSEWHERE,
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
