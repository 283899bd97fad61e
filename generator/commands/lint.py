"""`gen lint`: manifests, chart values and the rules on the object graph, over any tree, ours or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from generator import registry
from generator.core.charts import finding as values
from generator.core.charts.check import check_values
from generator.core.charts.number import number
from generator.core.charts.shelf import held, versions
from generator.core.diagnostics import ERROR, UNCHECKED, Diagnostic, Source, ordered
from generator.core.graph import Object
from generator.core.judgement import MISSHAPEN, Finding, Rule
from generator.core.places import keys
from generator.core.schema import Schemas, check
from generator.core.schema.crd import Malformed, kinds
from generator.core.schema.finding import NOT_CHECKED, UNFILLED
from generator.stages.judge import Stopped, causes, unasked
from generator.stages.tree import Tree, read
from generator.stages.valuesets import ValueSet, value_sets
from generator.stages.verdict import unheld

_ALTERNATIVES: tuple[dict[str, str], ...] = (
    {"gateway-api": "1.6.1/experimental"},
    {"gateway-api": "1.4.1/experimental", "cilium": "1.19"},
    {"gateway-api": "1.3.0/experimental", "cilium": "1.18"},
)
"""Where to look for a kind that the newest versions do not serve: somebody may run older ones."""

OPEN = frozenset({"schema/unknown-kind", NOT_CHECKED, UNFILLED})
"""What could not be checked."""


class Linted(msgspec.Struct, frozen=True, kw_only=True):
    """Findings and counts: what was checked, what failed, what could not be checked."""

    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, bytes]
    counts: dict[str, dict[str, int]]
    """`{manifests|values|rules: {ok, failed, not checked}}`"""


def lint(paths: tuple[str, ...]) -> Linted:
    """Judge files and directories as one tree: one cluster's. Raises OSError for a path that does not exist."""
    tree = read(paths)
    found: list[Diagnostic] = list(tree.unread)
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("manifests", "values", "rules")}
    counts["manifests"]["not checked"] += len(tree.unread)
    found += _manifests(tree, counts["manifests"])
    found += _values(tree, counts["values"])
    found += _rules(tree, counts["rules"], all_sound=counts["manifests"].keys() <= {"ok"})
    return Linted(
        diagnostics=ordered(found),
        sources=tree.sources,
        counts={
            name: {state: counted[state] for state in ("ok", "failed", UNCHECKED)} for name, counted in counts.items()
        },
    )


def _manifests(tree: Tree, counts: Counter[str]) -> Iterator[Diagnostic]:
    schemas = _Shelf(tree)
    yield from unheld(schemas.first.substitutions, lambda: schemas.source)
    for item in tree.objects:
        if item.kind in {"List", "Kustomization", "Component"} and item.group in {"", "kustomize.config.k8s.io"}:
            counts["ok"] += 1
            continue
        judged = check(schemas.of(item), item.document, namespaced=False, variables=True)
        findings = [f for f in judged if not _renamed(tree, item, f)]
        codes = {f.code for f in findings} - {UNFILLED}
        unknown = "schema/unknown-kind" in codes or codes == {NOT_CHECKED}
        counts[UNCHECKED if unknown else "failed" if codes else "ok"] += 1
        for finding in findings:
            severity = UNCHECKED if finding.code in OPEN else ERROR
            yield Diagnostic(
                code=finding.code,
                severity=severity,
                message=f"{item.title}: {finding.message}",
                hint=finding.hint,
                source=tree.place(item, finding.path),
            )


def _renamed(tree: Tree, item: Object, finding: object) -> bool:
    """A component's Namespace has a placeholder for a name: kustomize's `namespace:` renames it where it is included."""
    if item.kind != "Namespace" or getattr(finding, "code", "") != "schema/name":
        return False
    directory = item.file.rpartition("/")[0]
    return any(
        o.kind == "Component" and o.group == "kustomize.config.k8s.io" and o.file.rpartition("/")[0] == directory
        for o in tree.objects
    )


def _readable(crd: dict[str, Any]) -> bool:
    """A CRD of the wrong shape is refused as a manifest, and brings no kinds."""
    try:
        return bool(kinds(crd))
    except Malformed:
        return False


class _Shelf:
    """Schemas that fit the tree: its own Cilium's, else the newest; older ones for kinds that these do not serve.

    `source` is where the tree says which Cilium it runs.
    """

    def __init__(self, tree: Tree) -> None:
        mine = {s.chart.version: s for s in value_sets(tree) if s.chart and s.chart.name == "cilium"}
        crds = [o.document for o in tree.graph.of("CustomResourceDefinition") if _readable(o.document)]
        known = [version for version in mine if number(version)]
        oldest = min(known, key=number) if known and len(known) == len(mine) else ""
        self.source = mine[oldest].place(()) if oldest else Source("")
        self.first = Schemas({"cilium": oldest} if oldest else {}).with_crds(crds)
        self._others: list[Schemas] = []

    def of(self, item: Object) -> Schemas:
        if self.first.known(item.api_version, item.kind):
            return self.first
        if not self._others:
            self._others = [Schemas(versions) for versions in _ALTERNATIVES]
        return next((s for s in self._others if s.known(item.api_version, item.kind)), self.first)


def _values(tree: Tree, counts: Counter[str]) -> Iterator[Diagnostic]:
    for one in value_sets(tree):
        chart = one.chart
        if chart is None or not (held(chart.name, chart.version) or (versions(chart.name) and not chart.version)):
            counts[UNCHECKED] += 1
            what = f"chart {chart.name} {chart.version}".rstrip() if chart else "its chart, which is not in this tree"
            message = f"{one.title}: no facts are held of {what}; its values are not checked"
            yield Diagnostic(code="values/not-checked", severity=UNCHECKED, message=message, source=one.place(()))
            continue
        findings = list(_of_set(one, chart.name, chart.version))
        unknown = bool(findings) and all(one.severity == UNCHECKED for one in findings)
        counts[UNCHECKED if unknown else "failed" if findings else "ok"] += 1
        yield from findings


def _of_set(one: ValueSet, chart: str, version: str) -> Iterator[Diagnostic]:
    findings = check_values(chart, version, one.values) if version else _in_all(chart, one)
    for finding in findings:
        yield Diagnostic(
            code=finding.code,
            severity=finding.severity,
            message=finding.message,
            hint=finding.hint,
            source=one.place(finding.path),
        )


def _in_all(chart: str, one: ValueSet) -> Iterator[values.Finding]:
    """What every held version says: k3s and RKE2 choose the version of the charts that they ship."""
    *others, newest = versions(chart)
    told = [{(f.code, f.path) for f in check_values(chart, version, one.values)} for version in others]
    for finding in check_values(chart, newest, one.values):
        if all((finding.code, finding.path) in found for found in told):
            yield finding


def _rules(tree: Tree, counts: Counter[str], *, all_sound: bool) -> Iterator[Diagnostic]:
    asked: list[str] = []
    found: list[tuple[Rule, Diagnostic]] = []
    for component in registry.everything():
        for rule in component.rules:
            try:
                findings = list(rule.run(tree.graph))
            except MISSHAPEN as error:
                counts[UNCHECKED] += 1
                yield from unasked([Stopped(rule.code, error)], Source(""), refused=not all_sound)
                continue
            asked.append(rule.code)
            found += [(rule, _shown(tree, rule.code, rule.severity, finding)) for finding in findings]
    said = list(causes(found))
    failed = {one.code for one in said}
    counts.update("failed" if code in failed else "ok" for code in asked)
    yield from said


def _shown(tree: Tree, code: str, severity: str, finding: Finding) -> Diagnostic:
    from generator.core.diagnostics import Note

    notes = tuple(Note(_place(tree, item, path), text) for item, path, text in finding.others)
    source = _place(tree, finding.about, finding.path)
    return Diagnostic(
        code=code, severity=severity, message=finding.message, hint=finding.hint, source=source, notes=notes
    )


def _place(tree: Tree, item: Object, path: str | tuple[str | int, ...]) -> Source:
    return tree.place(item, keys(path)) if id(item) in tree.documents else Source(item.file)
