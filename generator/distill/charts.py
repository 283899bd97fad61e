"""Make `schemas/charts/<chart>/<version>.json` from a chart.

`python -m generator.distill.charts --source WHERE CHART…`, where CHART is an archive (`.tgz`) or an unpacked folder. Only facts are kept (paths, types, enums, bounds, defaults of
scalar kind and which templates' reads reach a path); no text of the chart. `schemas/charts.lock.json` records where
each came from: the digest of the archive, and of its files for a chart that was packed again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import yaml

from generator.core import facts
from generator.core.charts.node import Chart
from generator.distill import values
from generator.distill.trace import Trace

NAMES_AND_TYPES = frozenset({"flux-operator"})
"""Charts under a licence (AGPL-3.0) that lets us state what exists, but not carry their choices of values."""


ADDED_AT_RELEASE: dict[str, tuple[str, str]] = {
    "cert-manager": (
        "templates/crds.yaml",
        "{{ if or .Values.crds.enabled .Values.installCRDs }}{{ if .Values.crds.keep }}{{ end }}{{ end }}",
    )
}
"""What a chart's archive has and its folder in the repository has not: a file's path, and the values it looks at.

cert-manager puts its CRDs into the chart when it releases one; since 1.19 the folder has them too, under the same
conditions (`templates/crd-*.yaml`).
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0: written; 1: a chart could not be read."""
    parser = argparse.ArgumentParser(prog="generator.distill.charts", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("charts", nargs="+", type=Path, metavar="CHART")
    parser.add_argument("--source", required=True, help="where they come from: repository@commit:path, or an address")
    parser.add_argument("--into", type=Path, default=Path(facts.root()) / "charts")
    options = parser.parse_args(arguments)
    for path in options.charts:
        try:
            _keep(path, options.source, options.into)
        except (OSError, KeyError, ValueError, tarfile.TarError) as problem:
            sys.stderr.write(f"{path}: {problem}\n")
            return 1
    return 0


def distill(files: Mapping[str, str]) -> tuple[Chart, frozenset[str]]:
    """The facts of one chart, and what could not be followed. `files`: text by path inside the chart."""
    about = yaml.safe_load(files["Chart.yaml"])
    path, text = ADDED_AT_RELEASE.get(about["name"], ("", ""))
    if path and not any(name.startswith("templates/crd") for name in files):
        files = {**files, path: text}
    trace = Trace(files)
    trace.run()
    defaults: dict[str, object] = yaml.safe_load(files["values.yaml"]) or {}
    schema = json.loads(files.get("values.schema.json", "{}"))
    root = values.tree(defaults, schema, trace.reads)
    if about["name"] in NAMES_AND_TYPES:
        root = values.names_and_types(root)
    return Chart(about["name"], str(about["version"]).removeprefix("v"), root), frozenset(trace.doubts)


def read(path: Path) -> dict[str, str]:
    """The text files of a chart, archive or folder, by their path inside it."""
    found = dict(_archived(path) if path.is_file() else _unpacked(path))
    if "Chart.yaml" not in found:
        raise ValueError("no Chart.yaml: not a chart")
    return {name: text.decode(errors="replace") for name, text in found.items()}


def digest(files: Mapping[str, str]) -> str:
    """One sha256 over what decides what values mean, however the chart is packed. Chart.yaml is left out: a
    release tool writes the version there that the repository does not have."""
    lines = sorted(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n"
        for name, text in files.items()
        if name in ("values.yaml", "values.schema.json") or name.startswith(("templates/", "files/"))
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def render(chart: Chart) -> bytes:
    """The facts as JSON, one line for each key at the top, so that a change shows where it is."""
    document = msgspec.to_builtins(chart)
    keys: dict[str, object] = document["values"].pop("keys", {})
    head = msgspec.json.encode(document)
    assert head.endswith(b"}}")  # noqa: S101 - `values` is the last member and a map
    opening = head[:-2] + (b"," if document["values"] else b"") + b'"keys":{\n'
    lines = (msgspec.json.encode(key) + b":" + msgspec.json.encode(keys[key]) for key in sorted(keys))
    return opening + b",\n".join(lines) + b"\n}}}\n"


def _keep(path: Path, source: str, into: Path) -> None:
    files = read(path)
    chart, doubts = distill(files)
    target = into / chart.name / f"{chart.version}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(render(chart))
    entry = {"source": source, "files_sha256": digest(files)}
    if path.is_file():
        entry["archive_sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    lock(into.parent / "charts.lock.json", f"{chart.name}/{chart.version}", entry)
    for doubt in sorted(doubts):
        sys.stderr.write(f"{chart.name} {chart.version}: {doubt}\n")


def lock(path: Path, key: str, entry: Mapping[str, str]) -> None:
    """Say in the lock file where some facts came from."""
    entries = json.loads(path.read_text()) if path.exists() else {}
    entries[key] = entry
    path.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n")


def _archived(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content:
                yield member.name.partition("/")[2], content.read()


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(path.rglob("*")):
        if file.is_file():
            yield file.relative_to(path).as_posix(), file.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
