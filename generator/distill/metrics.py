"""Distil which metrics upstream exports, with their labels: one file of upstream in, `schemas/metrics/` out.

Run as a project command, the file on standard input:

    python -m generator.distill.metrics cilium 1.20 COMMIT < Documentation/observability/metrics.rst

Only names, labels, options and whether a metric is on by default are taken, no descriptions. `PROJECTS` says which file of
which project is read, and how.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from generator.core import facts

PREFIXES = {
    "cilium-agent": "cilium_",
    "cilium-operator": "cilium_operator_",
    "Hubble": "hubble_",
    "clustermesh-apiserver": "cilium_clustermesh_apiserver_",
    "kvstoremesh": "cilium_kvstoremesh_",
}
"""Part of the page -> namespace of its metrics, as the page says."""
EXCEPTIONS = {
    "LB-IPAM": "cilium_",  # operator/pkg/lbipam/metrics.go uses the agent's namespace in all three minors
    "NAT": "cilium_",  # these two stand at the end of the page, below kvstoremesh, and are the agent's
    "Local Redirect Policy (control plane)": "cilium_",
}
BGP = {"BGP Control Plane", "BGP Control Plane Operator"}
"""Before 1.20 the page names these metrics without their subsystem."""
_WORD = re.compile(r"``([^`]+)``")

Json = dict[str, Any]
Row = tuple[str, ...]


def distilled(page: str) -> Json:
    """`{"metrics": {name: {labels, default, hubble?}}, "hubble": {metric: [options]}, "contexts": …, "labels": …}`."""
    metrics: Json = {}
    hubble: Json = {}
    contexts: list[str] = []
    labels: list[str] = []
    for part, section, header, rows in tables(page):
        if header[0] == "Name" and part in PREFIXES:
            for row in rows:
                found = _metric(part, section, header, row)
                if found:
                    _add(metrics, *found)
        if part != "Hubble":
            continue
        name = section.strip("`")
        if section.startswith("``"):
            hubble.setdefault(name, [])
        words = [match[1] for row in rows if (match := _WORD.match(row[0]))]
        if header[0] == "Option Key":
            hubble[name] = sorted(words)
        elif header[0] == "Option Value":
            (labels if "source_ip" in words else contexts).extend(words)
    return {"contexts": sorted(contexts), "hubble": hubble, "labels": sorted(labels), "metrics": metrics}


def _metric(part: str, section: str, header: Row, row: Row) -> tuple[str, Json] | None:
    name = _WORD.match(row[0])
    if not name:
        return None
    prefix = EXCEPTIONS.get(section, PREFIXES[part])
    plain = name[1]
    if section in BGP and not plain.startswith("bgp_control_plane_"):
        plain = f"bgp_control_plane_{plain}"
    cells = dict(zip(header, row, strict=False))
    known: Json = {"labels": sorted(_WORD.findall(cells.get("Labels", "")))}
    if "Default" in cells:
        known["default"] = cells["Default"] == "Enabled"
    if section.startswith("``"):
        known["hubble"] = [section.strip("`")]
    return (plain if plain.startswith("cilium_") else f"{prefix}{plain}"), known


def _add(metrics: Json, name: str, more: Json) -> None:
    """A metric that several Hubble metrics make has the labels of all of them."""
    known = metrics.setdefault(name, more)
    if known is not more:
        known["labels"] = sorted({*known["labels"], *more["labels"]})
        known["hubble"] = [*known.get("hubble", []), *more.get("hubble", [])]


def tables(page: str) -> Iterator[tuple[str, str, Row, list[Row]]]:
    """Every simple table of a reStructuredText page: (part, section, header, rows)."""
    lines = page.splitlines()
    part = section = ""
    index = 0
    while index < len(lines):
        line = lines[index]
        under = lines[index + 1] if index + 1 < len(lines) else ""
        if line and re.fullmatch(r"(-{3,}|~{3,}|\^{3,})", under) and len(under) >= len(line.rstrip()):
            part, section = (line.strip(), "") if under[0] == "-" else (part, line.strip())
            index += 2
        elif re.fullmatch(r"=+( +=+)+", line):
            header, rows, index = _table(lines, index)
            yield part, section, header, rows
        else:
            index += 1


def _table(lines: list[str], start: int) -> tuple[Row, list[Row], int]:
    """A table and where it ends: its rule of `=` says how wide the columns are; the last one has no end."""
    edges = [match.start() for match in re.finditer(r"=+", lines[start])]

    def cells(line: str) -> Row:
        ends = [*edges[1:], None]
        return tuple(line[first:last].strip() for first, last in zip(edges, ends, strict=True))

    header = cells(lines[start + 1])
    rows: list[Row] = []
    index = start + 3
    while index < len(lines) and not lines[index].startswith("==="):
        rows.append(cells(lines[index]))
        index += 1
    return header, rows, index + 1


def headings(page: str) -> Json:
    """A Markdown page with a heading for each metric and a table of its labels below (Tetragon)."""
    metrics: Json = {}
    labels: list[str] = []
    for line in page.splitlines():
        if match := re.fullmatch(r"### `(\w+)`", line):
            labels = metrics.setdefault(match[1], {"labels": []})["labels"]
        elif match := re.match(r"\| `(\w+) *` \|", line):
            labels.append(match[1])
    return {"metrics": metrics}


def rows(page: str) -> Json:
    """A Markdown page with one table: name, type, subsystem, labels (external-dns)."""
    metrics: Json = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and re.fullmatch(r"[a-z][a-z_]+", cells[0]):
            name = "_".join(part for part in ("external_dns", cells[2], cells[0]) if part)
            metrics[name] = {"labels": sorted(filter(None, (label.strip() for label in cells[3].split(","))))}
    return {"metrics": metrics}


def descriptions(source: str) -> Json:
    """Go source with a `prometheus.NewDesc` for each metric (cert-manager)."""
    found = re.findall(r'NewDesc\("(\w+)", "[^"]*", \[\]string\{([^}]*)\}', source)
    return {"metrics": {name: {"labels": sorted(re.findall(r'"(\w+)"', labels))} for name, labels in found}}


PROJECTS: dict[str, tuple[str, str, Callable[[str], Json]]] = {
    "cert-manager": ("cert-manager/cert-manager", "internal/collectors/certificate_collector.go", descriptions),
    "cilium": (
        "cilium/cilium (via fork snapshot sayboras/cilium)",
        "Documentation/observability/metrics.rst",
        distilled,
    ),
    "external-dns": ("kubernetes-sigs/external-dns", "docs/monitoring/metrics.md", rows),
    "tetragon": ("cilium/tetragon", "docs/content/en/docs/reference/metrics.md", headings),
}
"""Project -> (repository, file, how it is read). All are under Apache-2.0."""


def main(project: str, minor: str, commit: str, page: bytes) -> None:
    """Write the facts of one minor, with where they come from."""
    repository, path, read = PROJECTS[project]
    source = {
        "commit": commit,
        "licence": "Apache-2.0",
        "path": path,
        "repository": repository,
        "sha256": hashlib.sha256(page).hexdigest(),
        "version": minor,
    }
    found = {"source": source, **read(page.decode("utf-8"))}
    target = f"{facts.root()}/metrics/{project}"
    os.makedirs(target, exist_ok=True)
    with open(f"{target}/{minor}.json", "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(found, order="sorted"), indent=1) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.stdin.buffer.read())
