"""The chart behind a HelmRelease of an object graph."""

from __future__ import annotations

from msgspec import Struct

from generator.core.graph import Graph, Object
from generator.core.within import mapping


class Chart(Struct, frozen=True):
    """Which chart a HelmRelease installs."""

    name: str
    version: str
    """As the source names it; a range stays one, "" when only a digest is given."""


def chart_of(graph: Graph, item: Object) -> Chart | None:
    """By its `chart.spec`, or through its `chartRef`; None when that is not in the graph."""
    spec = mapping(item.spec, "chart", "spec")
    if spec:
        return Chart(str(spec.get("chart", "")).rpartition("/")[2], str(spec.get("version", "")))
    reference = mapping(item.spec, "chartRef")
    source = graph.find(
        "source.toolkit.fluxcd.io",
        str(reference.get("kind")),
        str(reference.get("name")),
        str(reference["namespace"]) if reference.get("namespace") else item.namespace,
    )
    return pulled(source) if source is not None and source.kind == "OCIRepository" else None


def pulled(source: Object) -> Chart:
    """What an OCIRepository pulls."""
    ref = mapping(source.spec, "ref")
    return Chart(str(source.spec.get("url", "")).rpartition("/")[2], str(ref.get("tag") or ref.get("semver") or ""))
