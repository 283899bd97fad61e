"""Facts of one cluster against the documents generated for it, field by field."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, cast

from tests.reality.canonical import Document, canonical
from tests.reality.differences import Differences
from tests.reality.flatten import Fields, Leaf

Fact = tuple[str, str, Leaf]


class Outcome(StrEnum):
    """`default`: we leave it out and upstream's default is what they wrote, so the cluster is the same."""

    EQUAL = "equal"
    DEFAULT = "default"
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
TOKENS = re.compile(r"^values\.(devices|nodePort\.addresses)$")
DEFAULTS = Path(__file__).parent / "defaults.json"


def compare(facts: Iterable[Fact], documents: Iterable[Document], known: Differences) -> list[Field]:
    """Every fact with its outcome, in the order of the facts."""
    ours = canonical(documents)
    defaults = json.loads(DEFAULTS.read_text(encoding="utf-8"))
    rows = list(facts)
    charts = {name: _chart(name, rows) for name in {row[0] for row in rows}}
    return [_compared(row, ours, known, defaults.get(charts[row[0]], {})) for row in rows]


def _compared(fact: Fact, ours: dict[str, Fields], known: Differences, defaults: dict[str, Leaf]) -> Field:
    object_id, path, theirs = fact
    kind, _, name = object_id.partition("/")
    fields = ours.get(f"{kind}/{known.ours(kind, name)}")
    if fields is None:
        return Field(object_id, path, theirs, None, Outcome.MISSING)
    if path in fields:
        same = _same(path, theirs, fields[path], known)
        return Field(object_id, path, theirs, fields[path], Outcome.EQUAL if same else Outcome.DIFFERENT)
    by_default = any(_fits(pattern, path) and _same(path, theirs, value, known) for pattern, value in defaults.items())
    return Field(object_id, path, theirs, None, Outcome.DEFAULT if by_default else Outcome.MISSING)


def _chart(object_id: str, rows: list[Fact]) -> str:
    """Whose defaults hold for an object: `cilium 1.20` for a release of that chart, its kind for any other."""
    kind = object_id.partition("/")[0]
    if kind != "HelmRelease":
        return kind
    values = {path: str(value) for name, path, value in rows if name == object_id and path.startswith("chart.")}
    version = values.get("chart.version", "").removeprefix("v").split(".")
    return f"{values.get('chart.source', '').rpartition('/')[2]} {'.'.join(version[:2])}"


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
        alias, source, len(fields), counts[Outcome.EQUAL], counts[Outcome.DEFAULT],
        reasons[True], reasons[False], reasons[None],
    )  # fmt: skip
