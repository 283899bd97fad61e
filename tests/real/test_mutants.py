"""Our offline verdict equals the API server's, on thousands of manifests with one thing changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from generator.core.schema import Schemas
from tests.real import crds, small, synthesis, trees
from tests.real.manifests import objects, parse
from tests.real.mutants import CLASSES, grow
from tests.real.server import Server
from tests.real.verdicts import Case, Report, judge

Document = dict[str, Any]

SEED = int(os.environ.get("SEED", "1"))
MUTANTS = int(os.environ.get("MUTANTS", "15000"))
_SEEDS = Path(__file__).parent / "seeds.yaml"
MADE = int(os.environ.get("MADE", "30"))
# The type and metadata are given, and a status is not the user's to write.
_OURS = {"apiVersion", "kind", "metadata", "status"}
BUILT_IN = (
    *(("v1", kind) for kind in ("ConfigMap", "Namespace", "Secret", "Service", "ServiceAccount")),
    *(("apps/v1", kind) for kind in ("DaemonSet", "Deployment", "StatefulSet")),
    *(("batch/v1", kind) for kind in ("CronJob", "Job")),
    *(("networking.k8s.io/v1", kind) for kind in ("Ingress", "IngressClass", "NetworkPolicy")),
    *(("rbac.authorization.k8s.io/v1", kind) for kind in ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")),
    ("discovery.k8s.io/v1", "EndpointSlice"),
    ("policy/v1", "PodDisruptionBudget"),
)
# Kinds that hold Pods have by far the most fields: a hundred mutants would say little of them.
PODDED = {"CronJob": 8, "DaemonSet": 8, "Deployment": 8, "Job": 8, "StatefulSet": 8}
# What the project promises: agreement for every kind and class, and enough documents that the server accepts.
AGREEMENT, ACCEPTED = 0.995, 0.30


def _bases(schemas: Schemas) -> Iterator[Document]:
    """The seeds and every different object of the trees, kinds without a schema left out."""
    seen: set[str] = set()
    found = [manifest for files in (small.FILES, *dict(trees.compiled()).values()) for manifest in objects(files)]
    for manifest in (*parse("seeds.yaml", _SEEDS.read_text()), *found):
        document = manifest.document
        known = schemas.known(document["apiVersion"], document["kind"])
        if known and "sops" not in document and manifest.text not in seen:
            seen.add(manifest.text)
            yield document


def _case(document: Document, mutation: str, schemas: Schemas, random: Random) -> Case | None:
    schema = schemas.load(document["apiVersion"], document["kind"]).schema
    change = CLASSES[mutation](document, schema, random)
    return Case(document["kind"], mutation, change.note, change.document) if change else None


def _made(schemas: Schemas, random: Random) -> Iterator[Case]:
    """Objects made from the schemas alone, of every kind that we hold or emit: most are refused, some are bases."""
    custom = ((crd["spec"], version) for crd in map(_parsed, crds.rebuild({})) for version in crd["spec"]["versions"])
    kinds = [(f"{spec['group']}/{version['name']}", spec["names"]["kind"]) for spec, version in custom]
    for api, name in (*kinds, *BUILT_IN):
        kind = schemas.load(api, name)
        properties = {key: node for key, node in kind.schema["properties"].items() if key not in _OURS}
        for number in range(MADE * PODDED.get(name, 1)):
            namespace = {"namespace": "default"} if kind.scope == "Namespaced" else {}
            document = {"apiVersion": api, "kind": name, "metadata": {"name": f"made-{number}", **namespace}}
            made = synthesis.value({**kind.schema, "type": "object", "properties": properties}, random)
            yield Case(name, "made", f"number {number}", document | made)


def _parsed(crd: crds.Crd) -> Document:
    document: Document = json.loads(crd.text)
    return document


def _grown(server: Server, schemas: Schemas, bases: list[Document], random: Random) -> list[Document]:
    """The bases, and what they grow into by optional fields that the server accepts."""
    found = list(bases)
    for _ in range(3):
        cases = [case for one in found if (case := _case(one, "grow", schemas, random))]
        found += [verdict.case.document for verdict in judge(server.client, schemas, cases) if not verdict.server]
    return found


def _drawn(bases: list[Document], schemas: Schemas, random: Random) -> Iterator[Case]:
    """Mutants without end, of kinds and classes in turn, so that rare ones are not drowned."""
    kinds: dict[str, list[Document]] = {}
    for document in bases:
        kinds.setdefault(document["kind"], []).append(document)
    while True:
        for kind, documents in kinds.items():
            for mutation in [*CLASSES] * PODDED.get(kind, 1):
                case = _case(random.choice(documents), mutation, schemas, random)
                if case:
                    yield case


@pytest.fixture(scope="module")
def report(api_server: Server) -> Report:
    schemas, random = Schemas(), Random(SEED)  # noqa: S311 - repeatable, not secret
    bases = list(_bases(schemas))
    api_server.make_namespaces(sorted({one["metadata"].get("namespace", "default") for one in bases}))
    made = judge(api_server.client, schemas, list(_made(schemas, random)))
    bases += [verdict.case.document for verdict in made if not verdict.server]
    drawn = _drawn(_grown(api_server, schemas, bases, random), schemas, random)
    found = Report()
    for verdict in (*made, *judge(api_server.client, schemas, [next(drawn) for _ in range(MUTANTS)])):
        found.add(verdict)
    return found


def test_verdicts_agree(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\nseed {SEED}\n{report.text()}")  # noqa: T201 - the rate of disagreement is part of the result
    tallies = (report.kinds, report.classes)
    poor = [name for tally in tallies for name in tally.total if tally.rate(name) < AGREEMENT]
    assert poor == []
    assert [str(one) for one in report.disagreements if not one.ours] == [], "accepted by us, refused by the server"


def test_seeds_are_accepted(api_server: Server) -> None:
    cases = [Case(one.document["kind"], "seed", one.path, one.document) for one in parse("", _SEEDS.read_text())]
    assert [str(verdict) for verdict in judge(api_server.client, Schemas(), cases) if verdict.server] == []


def test_enough_mutants_are_accepted(report: Report) -> None:
    classes = report.classes
    assert sum(classes.accepted.values()) / sum(classes.total.values()) >= ACCEPTED
    assert set(classes.total) == {*CLASSES, "made"}


def test_growing_changes_the_document(report: Report) -> None:
    """Every class changes something: otherwise agreement would be cheap."""
    del report
    document = {"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}, "spec": {"b": 1}}
    schema = {"properties": {"spec": {"properties": {"b": {"type": "integer"}, "c": {"type": "string"}}}}}
    change = grow(document, schema, Random(0))  # noqa: S311 - as above
    assert change is not None
    assert set(change.document["spec"]) == {"b", "c"}
    assert document["spec"] == {"b": 1}
