"""Distil the facts of one public repository: `python -m tests.reality.distill DIRECTORY PLAN ALIAS`.

DIRECTORY is a checkout. PLAN is a YAML file of the person who distils: where the repository keeps which network
objects, what its placeholders stand for, and which names become which (`neutral`). It is not committed, because it
names the originals. The result, `tests/reality/ALIAS/facts.json`, is: data only, in a stable order, so that running
it again changes nothing.

    source: owner/name@commit
    neutral: {domains: {…}, words: {…}, shift: 1-255}
    clusters:
      main:
        variables: {NAME: value}
        files: {namespace: [glob, …]}
        values: {release name: [file, …]}              # merged under the HelmRelease's own
        releases: [{name, namespace, source, version}]  # of charts that no HelmRelease installs; values as above
        ignore: [Kind/namespace/name]                   # objects of another owner, in neutral names
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from tests.reality.canonical import CLUSTER_WIDE, canonical
from tests.reality.document import Document
from tests.reality.neutral import Neutral
from tests.reality.yaml12 import parsed

VARIABLE = re.compile(r"\$\{(\w[\w-]*)(\^\^)?(?::?[=-]([^}]*))?\}")
Plan = dict[str, object]


def distil(directory: Path, plan: Plan) -> dict[str, object]:
    """The facts of each cluster: [object, path, value], sorted."""
    table = cast("dict[str, object]", plan["neutral"])
    neutral = Neutral(
        cast("dict[str, str]", table.get("domains", {})),
        cast("dict[str, str]", table.get("words", {})),
        cast(int, table["shift"]),
    )
    clusters = cast("dict[str, Plan]", plan["clusters"])
    return {
        "source": plan["source"],
        "clusters": {neutral.text(name): _facts(directory, part, neutral) for name, part in sorted(clusters.items())},
    }


def _facts(directory: Path, part: Plan, neutral: Neutral) -> list[list[object]]:
    documents = [cast(Document, neutral.tree(document)) for document in _documents(directory, part)]
    objects = canonical(documents)
    for ignored in cast("list[str]", part.get("ignore", [])):
        del objects[ignored]
    return [[name, path, value] for name in sorted(objects) for path, value in sorted(objects[name].items())]


def _documents(directory: Path, part: Plan) -> Iterator[Document]:
    variables = cast("dict[str, object]", part.get("variables", {}))
    values = cast("dict[str, list[str]]", part.get("values", {}))

    def load(path: Path) -> list[object]:
        text = path.read_text(encoding="utf-8")
        return [item for item in parsed(_substituted(text, variables)) if item]

    def layered(name: str) -> dict[str, object]:
        merged: dict[str, object] = {}
        for file in values.get(name, []):
            merged = _merged(merged, cast("dict[str, object]", load(directory / file)[0]))
        return merged

    for namespace, patterns in cast("dict[str, list[str]]", part["files"]).items():
        for path in sorted({found for pattern in patterns for found in _found(directory, pattern)}):
            for document in cast("list[Document]", load(path)):
                yield _placed(document, namespace, layered)
    for release in cast("list[dict[str, str]]", part.get("releases", [])):
        yield from _release(release, layered(release["name"]))


def _found(directory: Path, pattern: str) -> list[Path]:
    found = [path for path in directory.glob(pattern) if path.is_file()]
    if not found:
        raise SystemExit(f"{pattern} matches no file of {directory}")
    return found


def _placed(document: Document, namespace: str, layered: object) -> Document:
    metadata = cast(Document, document.setdefault("metadata", {}))
    spec = cast(Document, document.get("spec") or {})
    if document["kind"] not in CLUSTER_WIDE:
        metadata.setdefault("namespace", namespace)
    if document["kind"] == "HelmRelease" and callable(layered):
        spec["values"] = _merged(layered(str(metadata["name"])), cast(Document, spec.get("values") or {}))
    return document


def _release(release: dict[str, str], values: dict[str, object]) -> Iterator[Document]:
    """A chart that kustomize or a wrapping chart installs, as the HelmRelease that it amounts to."""
    address, _, chart = release["source"].rpartition("/")
    name, namespace = release["name"], release["namespace"]
    yield {"kind": "HelmRepository", "metadata": {"name": name}, "spec": {"url": address}}
    spec = {"chart": chart, "version": release["version"], "sourceRef": {"name": name}}
    yield {
        "kind": "HelmRelease",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"chart": {"spec": spec}, "values": values},
    }


def _substituted(text: str, variables: dict[str, object]) -> str:
    def replaced(found: re.Match[str]) -> str:
        if found[1] in variables:
            value = str(variables[found[1]])
            return value.upper() if found[2] else value
        return found[3] if found[3] is not None else found[0]

    return VARIABLE.sub(replaced, text)


def _merged(base: dict[str, object], over: dict[str, object]) -> dict[str, object]:
    """Helm's merge: maps key by key, everything else replaced."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        result[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result


def write(facts: dict[str, object], target: Path) -> None:
    """Facts as JSON, one fact a line, so that a changed fact is a changed line."""
    lines = ["{", f'  "source": {json.dumps(facts["source"])},', '  "clusters": {']
    clusters = cast("dict[str, list[list[object]]]", facts["clusters"])
    for index, (name, rows) in enumerate(clusters.items()):
        body = ",\n".join(f"      {json.dumps(row, ensure_ascii=False, sort_keys=True)}" for row in rows)
        lines.append(f"    {json.dumps(name)}: [\n{body}\n    ]" + ("," if index + 1 < len(clusters) else ""))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join([*lines, "  }", "}"]) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    directory, plan, alias = arguments
    facts = distil(Path(directory), cast(Plan, parsed(Path(plan).read_text(encoding="utf-8"))[0]))
    write(facts, Path(__file__).parent / alias / "facts.json")


if __name__ == "__main__":
    main(sys.argv[1:])
