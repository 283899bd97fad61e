"""What is said of a document without looking at it is what looking at it says."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.workload import fleet
from generator.core.charts.check import accepted, check_values, matters
from generator.core.memo.kin import differences, free
from generator.core.places import Keys
from generator.core.schema import Schemas, check
from generator.pipeline import compile_all
from generator.stages.load import load_document

TEXTS = ("", "x", "Not A Name!", "10.0.0.1", "1h", "${NAME}", "y" * 300)


@pytest.fixture(scope="module")
def documents() -> list[dict[str, Any]]:
    (cluster,) = compile_all(load_document("inventory.yaml", fleet(1).encode()))
    assert cluster.graph is not None
    return [item.document for item in cluster.graph.objects]


def leaves(value: Any, path: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path, value


def changed(document: dict[str, Any], path: Keys, value: Any) -> dict[str, Any]:
    result = here = copy.deepcopy(document)
    for key in path[:-1]:
        here = here[key]  # type: ignore[index]
    here[path[-1]] = value  # type: ignore[index]
    return result


def test_a_text_that_is_free_changes_no_verdict(documents: list[dict[str, Any]]) -> None:
    schemas = Schemas({"cilium": "1.20.0", "gateway-api": "1.6.1/standard", "cert-manager": "1.21.1", "flux": "2.9.5"})
    tried: set[tuple[str, Keys]] = set()
    for document in documents:
        if not schemas.known(document["apiVersion"], document["kind"]):
            continue
        kind = schemas.load(document["apiVersion"], document["kind"])
        verdict = list(check(schemas, document))
        for path, value in leaves(document):
            if not isinstance(value, str) or kind.native or not free(kind.schema, path):
                continue
            for text in TEXTS:
                other = changed(document, path, text)
                assert differences(document, other) == ((path,) if text != value else ())
                assert list(check(schemas, other)) == verdict, (document["kind"], path, text)
            tried.add((document["kind"], path))

    assert ("Kustomization", ("spec", "path")) in tried
    assert ("HelmRelease", ("spec", "values", "cluster", "name")) in tried
    assert len(tried) > 100


@pytest.mark.parametrize(("chart", "version"), [("cilium", "1.20.0"), ("external-dns", "1.21.1")])
def test_a_value_that_does_not_matter_changes_no_verdict(
    documents: list[dict[str, Any]], chart: str, version: str
) -> None:
    release = next(
        d for d in documents
        if d["kind"] == "HelmRelease" and (d["metadata"]["name"] == chart or "txtOwnerId" in d["spec"]["values"])
        and (chart != "cilium" or d["metadata"]["name"] == "cilium")
    )  # fmt: skip
    values = release["spec"]["values"]
    asked: Any = {}
    assert list(check_values(chart, version, values, asked=asked)) == []
    passed = refused = 0
    for path, value in leaves(values):
        if not isinstance(value, str) and type(value) is not int:
            continue
        for other in (*TEXTS, "cluster-7") if isinstance(value, str) else (0, 1, 7, 255, 256, 70000):
            changes = changed(values, path, other)
            good = not matters(chart, version, path, other) and accepted(chart, version, changes, asked, path)
            truth = not list(check_values(chart, version, changes))
            assert truth or not good, (path, other)
            passed += good
            refused += not truth

    assert passed > 20
    assert refused or chart != "cilium"


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ({"a": "x"}, {"a": "y"}, (("a",),)),
        ({"a": ["x", 1]}, {"a": ["x", 2]}, (("a", 1),)),
        ({"a": 1}, {"a": True}, None),
        ({"a": 1}, {"a": 1.0}, None),
        ({"a": True}, {"a": False}, None),
        ({"a": 0.0}, {"a": -0.0}, None),
        ({"a": [0.5], "b": "x"}, {"a": [0.5], "b": "y"}, (("b",),)),
        ({"a": "x"}, {"b": "x"}, None),
        ({"a": None}, {"a": "x"}, None),
        ({"a": ["x"]}, {"a": ["x", "y"]}, None),
        ({"a": list("abcdefghij")}, {"a": list("klmnopqrst")}, None),
    ],
)
def test_differences(one: Any, other: Any, wanted: tuple[Keys, ...] | None) -> None:
    assert differences(one, other) == wanted


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("has(self.chart) || has(self.chartRef)", True),
        ("self.values.size() > 0", False),
        ("size(self) > 1", False),
        ("self == oldSelf", False),
        ("self.all(key, self[key] != '')", False),
    ],
)
def test_a_rule_around_a_text_may_see_it(rule: str, wanted: bool) -> None:
    schema = {"properties": {"values": {"type": "string"}}, "x-kubernetes-validations": [{"rule": rule}]}

    assert free(schema, ("values",)) is wanted
