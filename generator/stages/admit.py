"""Hold every manifest, and the values of every release, against the facts of the versions in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from generator.core.charted import Chart, chart_of
from generator.core.charts.check import accepted, check_values, matters
from generator.core.charts.finding import TYPE
from generator.core.charts.finding import Finding as ValueFinding
from generator.core.charts.refusals import Asked
from generator.core.charts.shelf import held
from generator.core.diagnostics import ERROR, UNCHECKED
from generator.core.graph import Body, Graph, Object
from generator.core.places import Keys
from generator.core.schema import Finding, Schemas, check
from generator.core.schema.finding import NOT_CHECKED
from generator.stages.verdict import Admitted, Verdict

_MOST_JUDGED = 4096
"""Documents remembered at a time: some megabytes."""


def admitted(graph: Graph, versions: Mapping[str, str], crds: Iterable[Mapping[str, Any]] = ()) -> Admitted:
    """All there is to say of a graph, and which versions judged in the place of others."""
    known = schemas(versions, crds)
    return Admitted(known.substitutions, tuple(admit(graph, known)))


def judge(objects: Iterable[Object], versions: Mapping[str, str]) -> None:
    """For `admitted` to find what is said of each document, should it be asked."""
    known = schemas(versions)
    for item in objects:
        _findings(known, item)


def schemas(versions: Mapping[str, str], crds: Iterable[Mapping[str, Any]] = ()) -> Schemas:
    """The schemas of one set of upstream versions; clusters that agree on them share everything compiled."""
    found = _schemas(tuple(sorted(versions.items())))
    documents = tuple(crds)
    return found.with_crds(documents) if documents else found


@lru_cache(maxsize=16)
def _schemas(versions: tuple[tuple[str, str], ...]) -> Schemas:
    return Schemas(dict(versions))


def admit(graph: Graph, known: Schemas) -> Iterator[Verdict]:
    """Every reason why the API server, or a chart, would refuse or ignore what is there.

    A document that clusters share (`core.memo`) is judged once.
    """
    for item in graph.objects:
        for finding in _findings(known, item):
            severity = UNCHECKED if finding.code == "schema/not-checked" else ERROR
            yield Verdict(about=item, path=finding.path, code=finding.code, severity=severity,
                          message=f"{item.title}: {finding.message}", hint=finding.hint)  # fmt: skip
        if item.kind == "HelmRelease" and item.group == "helm.toolkit.fluxcd.io" and item.spec:
            yield from _values(graph, item)


def _findings(known: Schemas, item: Object) -> tuple[Finding, ...]:
    body = item.body
    if body is not None:
        if body.judged is None or body.judged[0] is not known:
            found = _of_kin(known, body)
            body.judged = (known, tuple(check(known, item.document)) if found is None else found)
        return body.judged[1]
    key = item.encoded
    if key is None:
        return tuple(check(known, item.document))
    found = known.judged.get(key)
    if found is None:
        if len(known.judged) >= _MOST_JUDGED:
            known.judged.clear()
        found = known.judged[key] = tuple(check(known, item.document))
    return found


def _of_kin(known: Schemas, body: Body) -> tuple[Finding, ...] | None:
    """What was said of the object of that name in an earlier cluster, if the difference does not matter."""
    kin = body.kin
    if kin is None or kin.judged is None or kin.judged[0] is not known:
        return None
    _, found = kin.judged
    if any(finding.code != NOT_CHECKED for finding in found):
        return None
    api_version, kind = str(body.document.get("apiVersion")), str(body.document.get("kind"))
    if not known.known(api_version, kind):
        return None
    from generator.core.memo.kin import free, since

    definition = known.load(api_version, kind)
    paths = None if definition.native else since(body)
    if paths is None:
        return None
    for path in paths:
        key = (api_version, kind, path)
        if key not in known.free:
            known.free[key] = free(definition.schema, path)
        if not known.free[key]:
            return None
    return found  # type: ignore[no-any-return]


def _values(graph: Graph, item: Object) -> Iterator[Verdict]:
    if not isinstance(item.spec.get("values") or {}, dict):  # its schema takes anything, the controller does not
        yield Verdict(about=item, path=("spec", "values"), code=TYPE, severity=ERROR,
                      message=f"`spec.values` of {item.title} is no map", hint="write chart values by name")  # fmt: skip
        return
    chart = chart_of(graph, item)
    if chart is None or not held(chart.name, chart.version):
        what = f"chart {chart.name} {chart.version}" if chart else "its chart"
        yield Verdict(about=item, path=("spec", "values"), code="values/not-checked", severity=UNCHECKED,
                      message=f"{item.title}: no facts are held of {what}; its values are not checked")  # fmt: skip
        return
    for finding in _of_values(chart, item):
        yield Verdict(about=item, path=("spec", "values", *finding.path), code=finding.code,
                      severity=finding.severity, message=finding.message, hint=finding.hint)  # fmt: skip


def _of_values(chart: Chart, item: Object) -> tuple[ValueFinding, ...]:
    body = item.body
    values = item.spec.get("values") or {}
    if body is None:
        return tuple(check_values(chart.name, chart.version, values))
    if body.valued is None or body.valued[0] != chart:
        asked = _asked_of_kin(chart, body)
        if asked is not None:
            body.valued = (chart, (), asked)
        else:
            asked = {}
            body.valued = (chart, tuple(check_values(chart.name, chart.version, values, asked=asked)), asked)
    found: tuple[ValueFinding, ...] = body.valued[1]
    return found


def _asked_of_kin(chart: Chart, body: Body) -> Asked | None:
    """What the chart's own rules asked, if these values are as good as those of an earlier cluster; None: who knows."""
    kin = body.kin
    if kin is None or kin.valued is None or kin.valued[0] != chart or kin.valued[1]:
        return None
    from generator.core.memo.kin import since

    paths = since(body)
    if paths is None:
        return None
    asked: Asked = kin.valued[2]
    values = body.document["spec"].get("values") or {}
    for path in paths:
        below = path[2:]
        if path[:2] == ("spec", "values") and (
            matters(chart.name, chart.version, below, _at(values, below))
            or not accepted(chart.name, chart.version, values, asked, below)
        ):
            return None
    return asked


def _at(values: Any, path: Keys) -> Any:
    """The value at a path that is there."""
    for key in path:
        values = values[key]
    return values
