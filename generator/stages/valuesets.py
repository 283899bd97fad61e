"""Every set of Helm values in a tree, with the chart that it is for: inline, from ConfigMaps, from generated ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import msgspec

from generator.core.charted import Chart, chart_of, pulled
from generator.core.diagnostics import Source
from generator.core.graph import Object
from generator.core.places import Keys
from generator.core.within import mapping, mappings
from generator.core.yaml import KUBERNETES, Document, YamlProblems, load_with_places
from generator.stages.tree import Tree, place


class ValueSet(msgspec.Struct, frozen=True, kw_only=True):
    """Values as one file or manifest gives them to a chart; a release may have several."""

    chart: Chart | None
    values: dict[str, Any]
    title: str
    file: str
    document: Document
    below: Keys = ()
    """Where in the document they stand."""
    line_offset: int = 0
    """Lines before an embedded document (a block scalar) in its file."""
    column_offset: int = 0
    """By how much it is indented there."""
    within: Source | None = None
    """The key of a document that is embedded in another way, as a quoted text: its own lines are none of the file."""

    def place(self, path: Keys) -> Source:
        if self.within is not None:
            return self.within
        found = place(self.document, self.file, (*self.below, *path))
        return Source(found.file, found.line + self.line_offset, found.column + self.column_offset)


def value_sets(tree: Tree) -> Iterator[ValueSet]:
    """HelmReleases (Flux), HelmCharts and HelmChartConfigs (k3s, RKE2), kustomize's `helmCharts`, and umbrella charts."""
    for item in tree.objects:
        if item.kind == "HelmRelease" and item.group == "helm.toolkit.fluxcd.io":
            yield from _release(tree, item)
        elif item.group == "helm.cattle.io" and item.kind in {"HelmChart", "HelmChartConfig"}:
            yield from _cattle(tree, item)
        elif item.group == "kustomize.config.k8s.io":
            yield from _kustomize(tree, item)
    for path, document in tree.charts:
        yield from _umbrella(tree, path, document)


def _umbrella(tree: Tree, path: str, document: Document) -> Iterator[ValueSet]:
    """Values for the dependencies of a chart, in the values.yaml beside its Chart.yaml, below their names."""
    entries = document.value.get("dependencies") if isinstance(document.value, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            chart = Chart(str(entry.get("name", "")), str(entry.get("version", "")))
            key = str(entry.get("alias") or chart.name)
            file = os.path.join(os.path.dirname(path), "values.yaml")
            for found in _file(tree, chart, f"dependency {chart.name}", file):
                if isinstance(found.values.get(key), dict):
                    yield msgspec.structs.replace(found, values=found.values[key], below=(key,))


def _release(tree: Tree, item: Object) -> Iterator[ValueSet]:
    chart = chart_of(tree.graph, item) or _loosely(tree, item)
    if isinstance(item.spec.get("values"), dict):
        yield ValueSet(chart=chart, values=item.spec["values"], title=item.title, file=item.file,
                       document=tree.documents[id(item)], below=("spec", "values"))  # fmt: skip
    for reference in mappings(item.spec, "valuesFrom"):
        if reference.get("kind") == "ConfigMap":
            key = str(reference.get("valuesKey") or "values.yaml")
            yield from _config_map(tree, item, chart, str(reference.get("name")), key)


def _loosely(tree: Tree, item: Object) -> Chart | None:
    """The chart of a release whose source is named without its namespace (kustomize sets that later)."""
    name = mapping(item.spec, "chartRef").get("name")
    found = [o for o in tree.graph.of("OCIRepository") if o.name == name]
    near = [o for o in found if os.path.dirname(o.file) == os.path.dirname(item.file)] or found
    return pulled(near[0]) if near else None


def _config_map(tree: Tree, item: Object, chart: Chart | None, name: str, key: str) -> Iterator[ValueSet]:
    for found in tree.graph.of("ConfigMap", ""):
        if found.name == name and isinstance(mapping(found.document, "data").get(key), str):
            source = tree.place(found, ("data", key))
            yield from _embedded(tree, str(found.document["data"][key]), chart, item.title, source)
    for directory, generator in _generators(tree):
        if generator.get("name") == name:
            files = generator.get("files")
            for entry in files if isinstance(files, list) else ():
                alias, _, path = str(entry).rpartition("=")
                if (alias or os.path.basename(path)) == key:
                    yield from _file(tree, chart, item.title, os.path.normpath(os.path.join(directory, path)))


def _generators(tree: Tree) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in tree.objects:
        if item.group == "kustomize.config.k8s.io":
            for generator in mappings(item.document, "configMapGenerator"):
                yield os.path.dirname(item.file), generator


def _cattle(tree: Tree, item: Object) -> Iterator[ValueSet]:
    content = item.spec.get("valuesContent")
    if not isinstance(content, str):
        return
    name = item.name if item.kind == "HelmChartConfig" else str(item.spec.get("chart", ""))
    chart = Chart(name.rpartition("/")[2], str(item.spec.get("version", "")))
    yield from _embedded(tree, content, chart, item.title, tree.place(item, ("spec", "valuesContent")))


def _kustomize(tree: Tree, item: Object) -> Iterator[ValueSet]:
    entries = item.document.get("helmCharts")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict):
            continue
        chart = Chart(str(entry.get("name", "")), str(entry.get("version", "")))
        title = f"helmCharts entry {chart.name}"
        if isinstance(entry.get("valuesInline"), dict):
            yield ValueSet(chart=chart, values=entry["valuesInline"], title=title, file=item.file,
                           document=tree.documents[id(item)], below=("helmCharts", index, "valuesInline"))  # fmt: skip
        more = entry.get("additionalValuesFiles")
        for path in (entry.get("valuesFile"), *(more if isinstance(more, list) else ())):
            if path:
                directory = os.path.dirname(item.file)
                yield from _file(tree, chart, title, os.path.normpath(os.path.join(directory, str(path))))


def _file(tree: Tree, chart: Chart | None, title: str, path: str) -> Iterator[ValueSet]:
    data = tree.sources.get(path)
    if data is None and os.path.isfile(path):
        with open(path, "rb") as file:
            data = tree.sources[path] = file.read()
    if data is not None:
        yield from _parsed(data, chart, title, path, 0)


def _embedded(tree: Tree, text: str, chart: Chart | None, title: str, at: Source) -> Iterator[ValueSet]:
    """Values in a text of a manifest, whose key stands `at` a place."""
    lines = tree.sources.get(at.file, b"").decode(errors="replace").splitlines()[at.line :]
    shown = next((line for line in lines if line.strip()), "")
    first = next((line for line in text.splitlines() if line.strip()), "")
    for found in _parsed(text.encode(), chart, title, at.file, at.line):
        if shown.endswith(first):
            yield msgspec.structs.replace(found, column_offset=len(shown) - len(first))
        else:
            yield msgspec.structs.replace(found, within=at)


def _parsed(data: bytes, chart: Chart | None, title: str, file: str, offset: int) -> Iterator[ValueSet]:
    try:
        documents = load_with_places(data, dialect=KUBERNETES)
    except YamlProblems:
        return  # said once, where the file itself is read
    for document in documents:
        if isinstance(document.value, dict):
            yield ValueSet(
                chart=chart, values=document.value, title=title, file=file, document=document, line_offset=offset
            )
