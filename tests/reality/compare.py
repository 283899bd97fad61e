"""Facts of one cluster against the documents generated for it, field by field."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, cast

from tests.reality.canonical import canonical
from tests.reality.dead import chart_of, dead
from tests.reality.differences import Differences
from tests.reality.document import Document
from tests.reality.flatten import Leaf

Fact = tuple[str, str, Leaf]


class Outcome(StrEnum):
    """`default`: we leave it out and upstream's default is what they wrote, so the cluster is the same.

    `dead`: a chart value that no template of that version reads, which we leave out.
    """

    EQUAL = "equal"
    DEFAULT = "default"
    DEAD = "dead"
    DIFFERENT = "different"
    MISSING = "missing"


class Field(NamedTuple):
    """One field of theirs, in their names, with ours beside it (None when we have none)."""

    object: str
    path: str
    theirs: Leaf
    ours: Leaf
    outcome: Outcome


# Where a field holds the name of another object, whose name may be another one with us.
REFERENCES = {
    "GatewayClass": re.compile(r"spec\.gatewayClassName$"),
    "Gateway": re.compile(r"parentRefs\[.*\]\.name$"),
    "Listener": re.compile(r"(parentRefs\[.*\]\.sectionName|listeners\[[^.]*\]\.name)$"),
    "ClusterIssuer": re.compile(r"issuerRef\.name$"),
    "Secret": re.compile(r"(secretName|certificateRefs\[\d+\]\.name|secretRef\.name|^secret)$"),
    "BGPInstance": re.compile(r"bgpInstances\[\w+\]\.name$"),
    "BGPPeer": re.compile(r"peers\[[\w.:]+\]\.name$"),
}
DURATION = re.compile(r"(\d+)(h|m|s)")
DURATIONS = re.compile(r"(^|\.)(interval|timeout|refresh|duration|renewBefore|requeueAfter|\w+Duration|\w+Deadline)$")
OWN_NAMESPACE = re.compile(r"(backendRefs|resources)\[[^\]]*\]\.namespace$")
TOKENS = re.compile(r"^values\.(devices|nodePort\.addresses)$")
DEFAULTS = Path(__file__).parent / "defaults.json"


def compare(facts: Iterable[Fact], documents: Iterable[Document], known: Differences) -> list[Field]:
    """Every fact with its outcome, in the order of the facts."""
    ours = canonical(documents)
    defaults = json.loads(DEFAULTS.read_text(encoding="utf-8"))
    rows = list(facts)
    charts = {name: _chart(name, rows) for name in {row[0] for row in rows}}
    result: list[Field] = []
    for object_id, path, theirs in rows:
        kind, _, name = object_id.partition("/")
        fields = ours.get(f"{kind}/{known.ours(kind, name)}")
        chart, version = charts[object_id]
        table = f"{chart} {'.'.join(version.split('.')[:2])}" if chart else kind
        value = (fields or {}).get(path)
        if fields is not None and path in fields:
            outcome = Outcome.EQUAL if _same(path, theirs, value, known) else Outcome.DIFFERENT
        elif dead(chart, version, path, theirs):
            outcome = Outcome.DEAD
        elif fields is not None and (
            _default(path, theirs, defaults.get(table, {}), known) or _own_namespace(name, path, theirs)
        ):
            outcome = Outcome.DEFAULT
        else:
            outcome = Outcome.MISSING
        result.append(Field(object_id, path, theirs, value, outcome))
    return result


def _default(path: str, theirs: Leaf, defaults: dict[str, Leaf], known: Differences) -> bool:
    return any(_fits(pattern, path) and _same(path, theirs, value, known) for pattern, value in defaults.items())


def _own_namespace(name: str, path: str, theirs: Leaf) -> bool:
    """A reference that names the namespace of its own object, which is what leaving it out means."""
    return OWN_NAMESPACE.search(path) is not None and theirs == name.partition("/")[0]


def _chart(object_id: str, rows: list[Fact]) -> tuple[str, str]:
    """Chart and version of a release; two empty texts for any other object."""
    if not object_id.startswith(("HelmRelease/", "HelmChartConfig/")):
        return "", ""
    return chart_of(object_id, {path: str(value) for name, path, value in rows if name == object_id})


def _same(path: str, theirs: Leaf, ours: Leaf, known: Differences) -> bool:
    for kind, place in REFERENCES.items():
        if place.search(path) and isinstance(theirs, str):
            return known.ours(kind, theirs) == ours
    return _plain(path, theirs) == _plain(path, ours)


def _plain(path: str, value: Leaf) -> object:
    """The value without the freedoms that its reader allows: durations, numbers in Helm values, joined lists."""
    if DURATIONS.search(path) and isinstance(value, str) and DURATION.match(value):
        return sum(int(n) * {"h": 3600, "m": 60, "s": 1}[unit] for n, unit in DURATION.findall(value))
    if TOKENS.search(path):
        parts = value.replace(",", " ").split() if isinstance(value, str) else value
        return sorted(map(str, cast("list[object]", parts)))
    if path == "chart.version":
        return str(value).removeprefix("v")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _fits(pattern: str, path: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), path) is not None


def unexplained(fields: Iterable[Field], known: Differences) -> Iterator[Field]:
    """The differing fields that no entry of `differences.yaml` covers."""
    for field in fields:
        if field.outcome in {Outcome.DIFFERENT, Outcome.MISSING} and not _explained(field, known):
            yield field


def _explained(field: Field, known: Differences) -> bool:
    return any(pattern.covers(field.object, field.path) for pattern in known.patterns)


def stale(fields: Iterable[Field], known: Differences) -> list[str]:
    """The entries of `differences.yaml` that no differing field needs any more."""
    differing = [field for field in fields if field.outcome in {Outcome.DIFFERENT, Outcome.MISSING}]
    return [
        f"{pattern.object} {pattern.path}"
        for pattern in known.patterns
        if not any(pattern.covers(field.object, field.path) for field in differing)
    ]


class Row(NamedTuple):
    """One line of the table."""

    alias: str
    source: str
    fields: int
    equal: int
    by_default: int
    dead: int
    on_purpose: int
    unsayable: int
    unexplained: int


def row(alias: str, source: str, fields: list[Field], known: Differences) -> Row:
    """Counts of one repository. A field that both lists cover counts as different on purpose."""
    counts = Counter(field.outcome for field in fields)
    differing = [field for field in fields if field.outcome in {Outcome.DIFFERENT, Outcome.MISSING}]
    reasons = Counter(
        next((bool(p.reason) for p in known.patterns if p.covers(field.object, field.path)), None)
        for field in differing
    )
    return Row(
        alias, source, len(fields), counts[Outcome.EQUAL], counts[Outcome.DEFAULT], counts[Outcome.DEAD],
        reasons[True], reasons[False], reasons[None],
    )  # fmt: skip
