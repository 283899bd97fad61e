"""A HelmRelease with the chart that its source points at."""

from collections.abc import Mapping
from typing import cast

from tests.reality.document import Document, at, entries
from tests.reality.flatten import Fields, flatten


def helm_release(release: Document, documents: list[Document]) -> Fields:
    spec = entries(release.get("spec"))
    values = entries(spec.get("values"))
    fields = flatten(values, "values") if values else {}
    if "values.provider" in fields:  # external-dns: the chart's older spelling of provider.name
        fields["values.provider.name"] = fields.pop("values.provider")
    for key in ("interval", "timeout"):
        if key in spec:
            fields[key] = str(spec[key])
    fields |= _chart(spec, _sources(documents))
    return fields


def _sources(documents: list[Document]) -> Mapping[tuple[str, str], Document]:
    kinds = ("OCIRepository", "HelmRepository")
    return {
        (str(d["kind"]), str(at(d, "metadata.name"))): entries(d["spec"]) for d in documents if d.get("kind") in kinds
    }


def _chart(spec: Document, sources: Mapping[tuple[str, str], Document]) -> Fields:
    """Where the chart comes from (address with the chart's name) and which version."""
    if "chartRef" in spec:
        source = sources.get(("OCIRepository", str(at(spec, "chartRef.name"))), {})
        return {"chart.source": cast(str, source.get("url")), "chart.version": str(at(source, "ref.tag"))}
    source = sources.get(("HelmRepository", str(at(spec, "chart.spec.sourceRef.name"))), {})
    address = str(source.get("url", "")).rstrip("/")
    return {
        "chart.source": f"{address}/{at(spec, 'chart.spec.chart')}",
        "chart.version": str(at(spec, "chart.spec.version")),
    }
