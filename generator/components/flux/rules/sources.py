"""Where releases and Kustomizations take from what they apply."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.core.boot import World
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.places import Keys
from generator.core.suggest import alike
from generator.core.values import at

GROUP = "source.toolkit.fluxcd.io"
REFERENCES: dict[str, tuple[Keys, ...]] = {
    "HelmRelease": (("spec", "chartRef"), ("spec", "chart", "spec", "sourceRef")),
    "Kustomization": (("spec", "sourceRef"),),
}
FLUX = (".toolkit.fluxcd.io",)


class _Reference(Struct, frozen=True):
    """What a release or Kustomization takes, which is not in the tree."""

    by: Object
    path: Keys
    kind: str
    name: str
    namespace: str

    @property
    def identity(self) -> tuple[str, str, str, str]:
        return (GROUP, self.kind, self.namespace, self.name)


@rule("flux/missing-source")
def missing_source(graph: Graph) -> Iterator[Finding]:
    """An overlay takes away the source of a release, or of a Kustomization.

    The controller never gets a chart, or files: a release reports that its artifact is not found (docs/spec/v2/helmreleases.md,
    chart reference), and what waits for it waits forever.
    """
    deleted = {item.identity: item for item in graph.taken(group=GROUP)}
    wanting: dict[tuple[str, str, str, str], list[_Reference]] = {}
    for one in _dangling(graph) if deleted else ():
        if one.identity in deleted:
            wanting.setdefault(one.identity, []).append(one)
    for identity, (first, *others) in wanting.items():
        more = f" and {len(others)} more take" if others else " takes"
        yield Finding(
            deleted[identity],
            ("metadata", "name"),
            f"this takes away {deleted[identity].title}, from which {first.by.title}{more} what to apply",
            hint="keep it, or let them take another one, too",
            others=((first.by, first.path, f"{first.by.title} is here"),),
        )


@rule("flux/misspelt-source", WARNING)
def misspelt_source(graph: Graph) -> Iterator[Finding]:
    """An overlay lets a release or Kustomization take from a source that is not in the tree, and a letter makes it one that is.

    A source may be made elsewhere: a name that resembles none of the tree is believed.
    """
    asked: dict[str, list[_Reference]] = {}
    for one in _dangling(graph):
        if one.by.touched(*one.path, "name"):
            asked.setdefault(one.kind, []).append(one)
    for kind, those in asked.items():
        known = {item.name for item in graph.of(kind, GROUP)} | {World.of(graph).source}
        likeness = alike({*known, *(one.name for one in those)})
        for one in those:
            right = likeness.get(one.name, set()) & known
            if right and one.name not in known:
                yield Finding(
                    one.by,
                    (*one.path, "name"),
                    f"the tree has no {one.kind} {one.name!r}, which {one.by.title} takes from",
                    hint=f"did you mean `{min(right)}`?",
                )


def _dangling(graph: Graph) -> Iterator[_Reference]:
    """The references in which an overlay may have a say, to what is not in the tree. The source of Flux itself is made by it."""
    own = World.of(graph).source
    for kind, paths in REFERENCES.items():
        for item in graph.of(kind):
            for path in paths if item.group.endswith(FLUX) else ():
                found = at(item.document, map(str, path))
                if isinstance(found, dict) and found.get("name") and found.get("name") != own:
                    space = str(found.get("namespace") or item.namespace or "")
                    one = _Reference(item, path, str(found.get("kind")), str(found["name"]), space)
                    if graph.find(GROUP, one.kind, one.name, space) is None:
                        yield one


@rule("flux/chart-of-another-version", WARNING)
def chart_of_another_version(graph: Graph) -> Iterator[Finding]:
    """An overlay decides which version of a chart is installed, and everything else is made for that of the inventory.

    Values, CRDs, schemas and checks follow from the `version` of a section; what another version of the chart makes of them, and
    whether it serves these kinds, nobody has looked at.
    """
    for release in graph.of("HelmRelease"):
        if not release.owner:
            continue
        reference = at(release.spec, ("chartRef",)) or {}
        space = str(reference.get("namespace") or release.namespace or "")
        source = graph.find(GROUP, str(reference.get("kind")), str(reference.get("name")), space)
        written = (
            [(source, ("spec", "ref", key)) for key in ("tag", "semver")] if source is not None and source.owner else []
        )
        for item, path in (*written, (release, ("spec", "chart", "spec", "version"))):
            version = at(item.document, path)
            if version is not None and item.touched(*path):
                yield Finding(
                    item,
                    path,
                    f"{release.title} installs chart version {version}, and everything else is made for that of the inventory",
                    hint="write it as the `version` of its section instead",
                )
