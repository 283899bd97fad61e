"""Distil schemas: CRD files and Kubernetes' OpenAPI document in, `schemas/crds/` and its lock file out.

Run as a project command. A layout (`upstream.toml`-like data, `SOURCES` below) says which folder of an upstream
collection is which project and version; the collection's own `SOURCES.md` gives commit, licence and sha256 of each
file, and every file is compared with that sha256 before it is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from generator.core.schema.crd import Json, Kind, kinds
from generator.distill import kustomize
from generator.distill.kubernetes import native_kinds

SOURCES: tuple[tuple[str, str, str], ...] = (
    # project, version (and channel), folder of the collection
    ("cilium", "1.18.12", "cilium/1.18.12/crds"),
    ("cilium", "1.19.6", "cilium/1.19.6/crds"),
    ("cilium", "1.20.0", "cilium/1.20.0/crds"),
    ("tetragon", "1.7.0", "tetragon/1.7.0/crds"),
    *(
        ("gateway-api", f"{version}/{channel}", f"gateway-api/v{version}/{channel}")
        for version in ("1.3.0", "1.4.1", "1.5.1", "1.6.1")
        for channel in ("standard", "experimental")
    ),
    ("flux", "2.9.4", "flux/2.9.4"),
    ("flux-operator", "0.58.1", "flux-operator/v0.58.1/crds"),
    ("cert-manager", "1.21.1", "cert-manager/v1.21.1/crds"),
    ("external-dns", "0.21.0", "external-dns/chart-1.21.1/crds"),
    ("prometheus-operator", "0.93.0", "prometheus-operator/v0.93.0/crds"),
    ("external-secrets", "2.9.0", "external-secrets/v2.9.0/crds"),
    ("sealed-secrets", "0.36.6", "sealed-secrets/v0.36.6/crds"),
    ("k3s-helm-controller", "0.17.7", "k3s-helm-controller/v0.17.7/crds"),
    ("network-policy-api", "0.2.0", "network-policy-api/v0.2.0/crds-standard"),
    ("mcs-api", "snapshot", "mcs-api/snapshot/crds"),
)

NAMES_AND_TYPES = frozenset({"flux-operator"})
"""Projects under a licence (AGPL-3.0) that lets us state facts but not carry rules and messages."""

FACTS = frozenset({
    "type", "properties", "items", "additionalProperties", "required", "nullable",
    "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields",
})  # fmt: skip


class Loader(yaml.CSafeLoader):
    """The upstream files are YAML 1.1 with a bare `=` in one enum, which PyYAML's resolver has no constructor for."""


Loader.add_constructor("tag:yaml.org,2002:value", lambda _loader, node: str(node.value))


OPENAPI = {
    "project": "kubernetes",
    "version": "1.36",
    "release": "v1.36.3",
    "repository": "kubernetes/kubernetes",
    "source": "api/openapi-spec/swagger.json (Go module k8s.io/kubernetes v1.36.3)",
    "licence": "Apache-2.0",
}


def distill(collection: Path, openapi: Path, target: Path) -> list[Path]:
    """Write every kind under `target`, with `index.json` and `../crds.lock.json`; return the files.

    `collection` holds the CRD files, `openapi` is the document of Kubernetes' built-in kinds. A CRD file whose sha256
    is not the one of `SOURCES.md`, or that `SOURCES.md` does not list, is a `ValueError`.
    """
    provenance = _provenance(collection / "SOURCES.md")
    written: list[Path] = []
    index: dict[str, dict[str, dict[str, dict[str, str]]]] = {}
    lock: list[Json] = []
    for project, version, folder in SOURCES:
        held = index.setdefault(project, {}).setdefault(version, {})
        for path in _inputs(collection / folder):
            source = path.relative_to(collection).as_posix()
            found = list(read(path, partial=project in NAMES_AND_TYPES))
            if found:
                lock.append({"project": project, "version": version, **_checked(path, provenance[source])})
            for kind in (one for one in found if one.served):  # the API server knows no other
                written.append(write(kind, target / project / version))
                held.setdefault(kind.api_version, {})[kind.kind] = kind.scope
    document = openapi.read_bytes()
    lock.append(OPENAPI | {"sha256": hashlib.sha256(document).hexdigest()})
    lock.append(kustomize.SOURCE)
    for origin, own in (
        (OPENAPI, native_kinds(msgspec.json.decode(document))),
        (kustomize.SOURCE, kustomize.file_kinds()),
    ):
        project, version = origin["project"], origin["version"]
        held = index.setdefault(project, {}).setdefault(version, {})
        for kind in own:
            written.append(write(kind, target / project / version))
            held.setdefault(kind.api_version, {})[kind.kind] = kind.scope
    for name, content in (("crds/index.json", index), ("crds.lock.json", lock)):
        written.append(target.parent / name)
        written[-1].write_bytes(_text(content))
    return written


def read(path: Path, *, partial: bool = False) -> Iterator[Kind]:
    """Yield the kinds of the CRDs in one file."""
    with path.open("rb") as file:
        for document in yaml.load_all(file, Loader):
            for kind in kinds(document or {}):
                yield _names_and_types(kind) if partial else kind


def write(kind: Kind, folder: Path) -> Path:
    """Write one kind as compact JSON, keys sorted, to `folder/GROUP/VERSION/KIND.json`; return the path."""
    group, _, version = kind.api_version.rpartition("/")
    path = folder / (group or "core") / version / f"{kind.kind}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.encode(kind, order="sorted") + b"\n")
    return path


def _names_and_types(kind: Kind) -> Kind:
    return msgspec.structs.replace(kind, schema=_only_facts(kind.schema), partial=True, ruled=False)


def _only_facts(node: Mapping[str, Any]) -> Json:
    kept: Json = {word: value for word, value in node.items() if word in FACTS}
    if "properties" in kept:
        kept["properties"] = {name: _only_facts(child) for name, child in kept["properties"].items()}
    for word in ("items", "additionalProperties"):
        if isinstance(kept.get(word), dict):
            kept[word] = _only_facts(kept[word])
    return kept


def _inputs(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yaml"))


def _provenance(table: Path) -> dict[str, Json]:
    """Return, by path in the collection, the row of the Markdown table that describes the file."""
    rows: dict[str, Json] = {}
    for line in table.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 8 and len(cells[5]) == 64:
            repository, version, commit, source, licence, sha256, path, note = cells[:8]
            rows[path] = {
                "repository": repository, "release": version, "commit": commit, "source": source,
                "licence": licence, "sha256": sha256,
            } | ({"note": note} if note else {})  # fmt: skip
    return rows


def _checked(path: Path, row: Json) -> Json:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != row["sha256"]:
        raise ValueError(f"{path} has sha256 {found}, its table says {row['sha256']}")
    return row


def _text(content: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(content, order="sorted"), indent=1) + b"\n"
