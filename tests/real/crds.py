"""The CRDs that the tests install: ours, turned back from the distilled schemas, or upstream's own files.

`CRDS=DIR` names a directory laid out as `<project>/<version>/...` with upstream files, which are never committed.
Without it `rebuild` makes CRDs of `schemas/crds`, which hold the same types, bounds, defaults and rules.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from generator.core import facts
from generator.core.schema.crd import Kind
from generator.core.schema.store import Held, Schemas

_NAME = re.compile(r"^  name: (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Crd:
    """One CustomResourceDefinition: its name, its text (YAML or JSON), where it came from.

    `partial` says that the project holds only names and types of the kind, so that it is laxer than upstream.
    """

    name: str
    text: str
    source: str
    partial: bool = False

    @property
    def project(self) -> str:
        return self.source.partition("/")[0]


def chosen(**versions: str) -> list[Crd]:
    """One set of CRDs without doubles; a keyword `cilium="1.19"` picks that version of that project.

    In the project's name `_` stands for `-`. What is not named comes in its newest version, and of the Gateway
    API in its standard channel.
    """
    wanted = {project.replace("_", "-"): version for project, version in versions.items()}
    directory = os.environ.get("CRDS")
    return upstream(Path(directory), wanted) if directory else rebuild(wanted)


def rebuild(wanted: Mapping[str, str]) -> list[Crd]:
    """CRDs of every kind whose schema the project holds, except those built into the API server."""
    index = msgspec.json.decode(facts.read("crds", "index.json"), type=Held)
    schemas = Schemas(wanted)
    found: dict[str, Crd] = {}
    for project, held in index.items():
        kinds: dict[tuple[str, str], list[Kind]] = {}
        for api_version, names in held[schemas.versions[project]].items():
            for name in names:
                kind = schemas.load(api_version, name)
                if not kind.native:
                    kinds.setdefault((api_version.partition("/")[0], name), []).append(kind)
        for (group, _), versions in kinds.items():
            crd = _crd(group, versions)
            name, partial = crd["metadata"]["name"], any(kind.partial for kind in versions)
            found.setdefault(name, Crd(name, json.dumps(crd), project, partial))
    return list(found.values())


def _crd(group: str, versions: list[Kind]) -> dict[str, Any]:
    """One installable CRD; exactly one version of it is stored."""
    first = versions[0]
    stored = next((kind for kind in versions if kind.storage), first)
    names = {
        "kind": first.kind,
        "listKind": f"{first.kind}List",
        "plural": first.plural,
        "singular": first.singular,
        "shortNames": list(first.short_names),
    }
    # The API server takes a group of Kubernetes' own only with this annotation.
    annotations = {"api-approved.kubernetes.io": "unapproved, rebuilt from distilled schemas for tests"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{first.plural}.{group}", "annotations": annotations},
        "spec": {
            "group": group,
            "scope": first.scope,
            "names": names,
            "versions": [_version(kind, stored=kind is stored) for kind in versions],
        },
    }


def _version(kind: Kind, *, stored: bool) -> dict[str, Any]:
    return {
        "name": kind.api_version.partition("/")[2],
        "served": kind.served or stored,
        "storage": stored,
        "schema": {"openAPIV3Schema": _installable(kind.schema)},
        # `scale` needs paths that distillation drops, and no test scales a custom object.
        "subresources": {"status": {}} if "status" in kind.subresources else {},
    }


def _installable(node: Any) -> Any:
    """The schema without the mark that distillation puts on rules which judge updates only."""
    if isinstance(node, list):
        return [_installable(child) for child in node]
    if not isinstance(node, dict):
        return node
    return {word: _installable(child) for word, child in node.items() if not (word == "update" and "rule" in node)}


def upstream(directory: Path, wanted: Mapping[str, str]) -> list[Crd]:
    """The CRDs among a directory's YAML files, each at the chosen or the newest version of its project."""
    found: dict[str, Crd] = {}
    for project in sorted(path for path in directory.iterdir() if path.is_dir()):
        prefix = wanted.get(project.name, "")
        fitting = [path for path in project.iterdir() if path.name.lstrip("v").startswith(prefix)]
        for crd in _read(_newest(fitting)):
            found.setdefault(crd.name, crd)
    return list(found.values())


def _newest(versions: Iterable[Path]) -> Path:
    return max(versions, key=lambda path: [int(number) for number in re.findall(r"\d+", path.name)])


def _read(version: Path) -> Iterator[Crd]:
    # Sorted in reverse, `standard` comes before `experimental`, and the first of a name wins.
    for path in sorted(version.rglob("*.yaml"), reverse=True):
        text = path.read_text()
        if "\nkind: CustomResourceDefinition\n" in text:
            match = _NAME.search(text)
            assert match, f"{path} names no CRD"
            yield Crd(match[1], text, str(path.relative_to(version.parent.parent)))
