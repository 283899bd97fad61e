"""What only shows beside the tree that Flux applies now: objects that move, allows that go before their deny.

Pure functions of two graphs: the one of HEAD (what Flux has applied) and the new one. Seen with kustomize-controller 1.9.5,
unless a docstring names another source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from generator.core.boot.tree import GROUP
from generator.core.charted import chart_of
from generator.core.diagnostics import ERROR, WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding
from generator.core.layout import BOOTSTRAP, Layout, unit_name
from generator.core.release import PRUNE_DISABLED
from generator.core.scalar import Version
from generator.core.wiring import shared
from generator.core.within import mapping
from generator.core.yaml import YamlProblems, load

ALLOWS, DENY = "security/allows", "security/deny"
UNMANAGED = "helmcharts.helm.cattle.io/unmanaged"
_KEEP = next(iter(PRUNE_DISABLED.items()))


class Comparison(Struct, frozen=True):
    """Judges a change. Its docstring is what `gen explain CODE` prints."""

    code: str
    severity: str
    run: Callable[[Graph, Graph], Iterator[Finding]]

    @property
    def explanation(self) -> str:
        return self.run.__doc__ or ""


def graph_of(files: Mapping[str, bytes], layout: Layout) -> Graph:
    """The objects of a generated tree as it was written, each with its unit. What is no YAML any more is left out."""
    found: list[Object] = []
    top = f"{layout.gitops}/"
    for path, data in sorted(files.items()):
        directory, _, name = path.rpartition("/")
        if not path.startswith(top) or not name.endswith(".yaml") or name == "kustomization.yaml":
            continue
        unit = directory.removeprefix(top)
        try:
            documents = load(data)
        except YamlProblems:
            continue
        for index, document in enumerate(documents):
            if isinstance(document, dict):
                found.append(Object(document=document, file=path, unit=_unit(unit), index=index))
    return Graph(found)


def _unit(directory: str) -> str:
    """Folders inside the root belong to the root."""
    return BOOTSTRAP if directory.startswith(f"{BOOTSTRAP}/") else directory


def moved(old: Graph, new: Graph) -> Iterator[Finding]:
    """An object goes from one unit to another, or its unit is renamed.

    Flux deletes what a unit no longer holds, and applies it anew from the other one, in no order: gateways lose their
    addresses, certificates are issued again, Services are cut. Objects that HEAD already marks `prune: disabled`, or whose
    unit HEAD does not prune, are adopted without a gap.
    """
    kept = {item.name: item for item in old.of("Kustomization", GROUP)}
    here = {item.name for item in new.of("Kustomization", GROUP)}
    pairs: dict[tuple[str, str], list[tuple[Object, Object]]] = {}
    for item in new.objects:
        before = old.find(*_key(item))
        if before is None or item.unit is None or before.unit is None or before.unit == item.unit:
            continue
        if _KEEP[1] in (before.annotations.get(_KEEP[0]), before.labels.get(_KEEP[0])) or shared(before):
            continue
        if not _deletes(kept.get(unit_name(before.unit)), still_there=unit_name(before.unit) in here):
            continue
        pairs.setdefault((before.unit, item.unit), []).append((before, item))
    for (source, target), objects in sorted(pairs.items()):
        before, item = objects[0]
        more = f" and {len(objects) - 1} more" if len(objects) > 1 else ""
        yield Finding(
            item, (), f"{item.title}{more} would move from unit `{source}` to `{target}`: Flux deletes and recreates what moves",
            hint=f"first commit {_KEEP[0]}: {_KEEP[1]} on them by an overlay in overlays/{source}/, let Flux apply it, then move",
            others=((before, (), f"in HEAD it stands in unit `{source}`"),),
        )  # fmt: skip


def _key(item: Object) -> tuple[str, str, str, str | None]:
    return item.group, item.kind, item.name, item.namespace


def _deletes(kustomization: Object | None, *, still_there: bool) -> bool:
    """Whether Flux deletes what leaves a unit: by its pruning, or when the unit itself goes."""
    if kustomization is None or kustomization.spec.get("prune") is not True:
        return False
    return still_there or kustomization.spec.get("deletionPolicy", "MirrorPrune") != "Orphan"


def allows_dropped(old: Graph, new: Graph) -> Iterator[Finding]:
    """The derived allows go while HEAD still has the default deny.

    Flux prunes dropped units in no order, `dependsOn` does not count: for a while the deny would stand alone, and cut DNS,
    the API server and Flux itself. In five rounds the order was random.
    """
    deny = [item for item in old.objects if item.unit == DENY]
    allows = [item for item in old.objects if item.unit == ALLOWS]
    if deny and allows and not any(item.unit == ALLOWS for item in new.objects):
        yield Finding(
            deny[0], (), f"the allows of `{ALLOWS}` would go in one commit with {deny[0].title}, or before it",
            hint="first set `security.defaultDeny: none`, commit, let Flux apply it; then remove the section",
        )  # fmt: skip


def reinstalled(old: Graph, new: Graph) -> Iterator[Finding]:
    """A HelmRelease changes what Helm knows the release by: it is uninstalled, then installed again.

    helm-controller uninstalls the old release when its name, target namespace or storage namespace changes
    (docs/spec/v2/helmreleases.md). For Cilium that is the network of the whole cluster.
    """
    for item in new.of("HelmRelease"):
        before = old.find(*_key(item))
        if before is None:
            continue
        for field in ("releaseName", "targetNamespace", "storageNamespace"):
            was, now = before.spec.get(field), item.spec.get(field)
            if was != now:
                yield Finding(
                    item, ("spec", field), f"{field} of {item.title} changes from {was} to {now}: the release is uninstalled first",
                    hint="keep it, or plan the outage and take the object out of Flux's hands before",
                    others=((before, ("spec", field), f"{was} in HEAD"),),
                )  # fmt: skip


def managed_again(old: Graph, new: Graph) -> Iterator[Finding]:
    """The line that keeps the distribution's helm-controller from Cilium is dropped while its HelmChart lives.

    Removing the annotation from the file removes it from the live object; helm-controller then reinstalls the bootstrap
    version and values over Flux's release (k3s-io/helm-controller, pkg/controllers/chart/chart.go). Dropping the whole unit
    is safe: the object is never pruned.
    """
    for item in new.of("HelmChart", "helm.cattle.io"):
        before = old.find(*_key(item))
        if before is not None and UNMANAGED in before.annotations and UNMANAGED not in item.annotations:
            yield Finding(
                item, ("metadata", "annotations"), f"{item.title} loses the annotation {UNMANAGED}, and lives on",
                hint="put it back; to end the handover drop the whole unit",
            )  # fmt: skip


def renamed_sync(old: Graph, new: Graph) -> Iterator[Finding]:
    """The FluxInstance changes the name of its sync, which the operator refuses.

    `spec.sync.name` is immutable (flux-operator, docs/api/v1/fluxinstance.md): the instance stalls, nothing is synced.
    """
    for item in new.of("FluxInstance"):
        before = old.find(*_key(item))
        was = (before.spec.get("sync") or {}).get("name") if before else None
        now = (item.spec.get("sync") or {}).get("name")
        if was is not None and was != now:
            yield Finding(
                item, ("spec", "sync", "name"), f"the sync of {item.title} is renamed from {was} to {now}",
                hint=f"set `flux.source: {was}`; to rename it, delete the FluxInstance by hand first",
            )  # fmt: skip


def skipped_minor(old: Graph, new: Graph) -> Iterator[Finding]:
    """Cilium goes over more than one minor, up or down, from what Flux runs now.

    Upstream tests only the step to the next minor and back, from its newest patch (Documentation/operations/upgrade.rst).
    """
    for item in new.of("HelmRelease"):
        before, now = old.find(*_key(item)), _cilium(new, item)
        was = None if before is None else _cilium(old, before)
        if before is None or was is None or now is None or abs(now.numbers[1] - was.numbers[1]) < 2:
            continue
        if mapping(item.spec, "values").get("upgradeCompatibility") != was.minor:  # which cilium/skipped-minor looks at
            yield Finding(
                item, (), f"{item.title} goes from Cilium {was} to {now} in one step",
                hint="go one minor at a time, to the newest patch of each, and let Flux apply it before the next",
                others=((before, (), f"Cilium {was} in HEAD"),),
            )  # fmt: skip


def _cilium(graph: Graph, release: Object) -> Version | None:
    """The version of Cilium that a release installs; None of another chart, or when it is a range."""
    chart = chart_of(graph, release)
    if chart is None or chart.name != "cilium" or not Version.PATTERN.fullmatch(chart.version):
        return None
    return Version(chart.version)


COMPARISONS = (
    Comparison("history/moved-object", ERROR, moved),
    Comparison("history/allows-dropped", ERROR, allows_dropped),
    Comparison("history/reinstalled-release", ERROR, reinstalled),
    Comparison("history/managed-again", ERROR, managed_again),
    Comparison("history/renamed-sync", WARNING, renamed_sync),
    Comparison("history/skipped-minor", WARNING, skipped_minor),
)


def compared(old: Graph, new: Graph) -> Iterator[tuple[Comparison, Finding]]:
    """Every finding with what found it."""
    for comparison in COMPARISONS:
        for finding in comparison.run(old, new):
            yield comparison, finding
