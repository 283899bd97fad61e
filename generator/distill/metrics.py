"""Distil which metrics upstream exports, with their labels: a reference page in, `schemas/metrics/` out.

Run as a project command on a checkout of Cilium's documentation:

    python -m generator.distill.metrics schemas/metrics/cilium/1.20.json 1.20 COMMIT < metrics.rst

Only names, labels, options and whether a metric is on by default are taken, no descriptions. The page is
`Documentation/observability/metrics.rst` of cilium/cilium.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from typing import Any

import msgspec

PAGE = "Documentation/observability/metrics.rst"
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
    facts: Json = {"labels": sorted(_WORD.findall(cells.get("Labels", "")))}
    if "Default" in cells:
        facts["default"] = cells["Default"] == "Enabled"
    if section.startswith("``"):
        facts["hubble"] = [section.strip("`")]
    return (plain if plain.startswith("cilium_") else f"{prefix}{plain}"), facts


def _add(metrics: Json, name: str, facts: Json) -> None:
    """A metric that several Hubble metrics make has the labels of all of them."""
    known = metrics.setdefault(name, facts)
    if known is not facts:
        known["labels"] = sorted({*known["labels"], *facts["labels"]})
        known["hubble"] = [*known.get("hubble", []), *facts.get("hubble", [])]


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


def main(target: str, minor: str, commit: str, page: bytes) -> None:
    """Write the facts of one minor, with where they come from."""
    source = {
        "commit": commit,
        "licence": "Apache-2.0",
        "path": PAGE,
        "repository": "cilium/cilium (via fork snapshot sayboras/cilium)",
        "sha256": hashlib.sha256(page).hexdigest(),
        "version": minor,
    }
    facts = {"source": source, **distilled(page.decode("utf-8"))}
    with open(target, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(facts, order="sorted"), indent=1) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.stdin.buffer.read())
