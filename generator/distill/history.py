"""Make `schemas/charts/<chart>/history.json` from every release of a chart.

`python -m generator.distill.history --source WHERE --folder FOLDER REPOSITORY`, where REPOSITORY is a git directory whose
tags are the chart's releases, and FOLDER the chart's place in it. The newest release has to be held already. The history is
what lets its facts answer for other releases, so it is written only for a chart that never removed a value and never gave one
another type. Paths and versions only; `later`, what the project documents of releases that cannot be read, is kept as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from generator.core import facts
from generator.core.charts.history import History
from generator.core.charts.node import ITEM, READ, WHOLE, Node
from generator.core.charts.number import number
from generator.distill.charts import digest, distill, lock

Types = dict[str, tuple[str, ...]]
"""Place -> its types."""


class ChangedError(Exception):
    """A chart whose releases do not answer for each other."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0: written; 1: this chart removed or changed values, or could not be read."""
    parser = argparse.ArgumentParser(prog="generator.distill.history", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--source", required=True, help="where it comes from: repository@commit:folder")
    parser.add_argument("--into", type=Path, default=Path(facts.root()) / "charts")
    options = parser.parse_args(arguments)
    try:
        _keep(dict(releases(options.repository, options.folder)), options.source, options.into)
    except (OSError, ValueError, subprocess.CalledProcessError, ChangedError) as problem:
        sys.stderr.write(f"{options.repository}: {problem}\n")
        return 1
    return 0


def releases(repository: Path, folder: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The files of every tagged release, by its version; the newest tag of a version counts."""
    for tag in _git(repository, "tag", "--sort=creatordate").decode().split():
        try:
            packed = _git(repository, "archive", "--format=tar", f"{tag}:{folder}")
        except subprocess.CalledProcessError:
            continue  # before the chart was there
        files = dict(_files(packed))
        if "Chart.yaml" in files:
            yield distill(files)[0].version, files


def compare(read: Mapping[str, Node]) -> History:
    """When what came, from the values of each release. Raises ChangedError if a release took something away."""
    ordered = sorted(read, key=number)
    each = {version: dict(places(read[version])) for version in ordered}
    since: dict[str, str] = {}
    typed: dict[str, str] = {}
    for before, after in pairwise(ordered):
        old, new = each[before], each[after]
        if gone := sorted(old.keys() - new.keys()):
            raise ChangedError(f"{after} no longer reads {', '.join(gone)}")
        if changed := sorted(place for place in old if old[place] and old[place] != new[place]):
            raise ChangedError(f"{after} gives another type to {', '.join(changed)}")
        typed |= {place: after for place in sorted(old) if not old[place] and new[place]}
        came = new.keys() - old.keys()
        since |= {place: after for place in sorted(came) if _above(place) not in came}
    return History(first=ordered[0], last=ordered[-1], since=since, typed=typed)


def _keep(found: Mapping[str, Mapping[str, str]], source: str, into: Path) -> None:
    if not found:
        raise ChangedError("no tag has this folder")
    charts = {version: distill(files)[0] for version, files in found.items()}
    history = compare({version: chart.values for version, chart in charts.items()})
    name = charts[history.last].name
    target = into / name / "history.json"
    if not (into / name / f"{history.last}.json").exists():
        raise ChangedError(f"the facts of {name} {history.last} are not held")
    if target.exists():
        kept = msgspec.json.decode(target.read_bytes(), type=History).later
        history = msgspec.structs.replace(history, later=kept)
    target.write_bytes(msgspec.json.format(msgspec.json.encode(history), indent=1) + b"\n")
    digests = "".join(f"{digest(found[version])}  {version}\n" for version in sorted(found, key=number))
    entry = {"source": f"{source} ({len(found)} releases)", "files_sha256": _sha256(digests)}
    lock(into.parent / "charts.lock.json", f"{name}/history", entry)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def places(node: Node, at: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every place of a tree of values that is read, with its types."""
    for key, child in (*node.keys.items(), *([(ITEM, node.items)] if node.items else [])):
        if child.reading in (READ, WHOLE):
            yield ".".join((*at, key)), child.types
            yield from places(child, (*at, key))


def _above(place: str) -> str:
    return place.rpartition(".")[0]


def _git(repository: Path, *words: str) -> bytes:
    command = ["git", "-C", str(repository), *words]
    return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - arguments are ours, no shell


def _files(packed: bytes) -> Iterator[tuple[str, str]]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content:
                yield member.name, content.read().decode(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
