"""Every CEL rule that is held can be compiled here, calls only functions that are known, and sees its types."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from generator.core import facts
from generator.core.schema.cel import check_rules
from generator.core.schema.crd import children
from generator.core.schema.engine import engine
from generator.core.schema.library import FUNCTIONS, NATIVE
from generator.core.schema.rule import escaped, verdict_of
from generator.core.schema.store import Held
from generator.core.schema.subject import Subject, seen_of

Json = dict[str, Any]


def held_rules() -> Iterator[str]:
    index = msgspec.json.decode(facts.read("crds", "index.json"), type=Held)
    for project, versions in index.items():
        for version, groups in versions.items():
            for api_version, kinds in groups.items():
                group = api_version if "/" in api_version else f"core/{api_version}"
                for kind in kinds:
                    file = msgspec.json.decode(facts.read("crds", project, version, group, f"{kind}.json"))
                    yield from rules_of(file["schema"])


def rules_of(node: Json) -> Iterator[str]:
    yield from (rule["rule"] for rule in node.get("x-kubernetes-validations", ()))
    for child in children(node):
        yield from rules_of(child)


def test_held_rules_call_only_known_functions() -> None:
    rules = set(held_rules())
    assert rules
    optional = {"hasValue", "value"}
    for rule in rules:
        called = {name for name in engine().compile(rule).functions() if name[0].isalpha()}
        assert called <= FUNCTIONS.keys() | NATIVE | optional, rule


NODE: Json = {
    "type": "object",
    "properties": {
        "from": {"type": "string", "format": "date-time"},
        "namespace": {"type": "string"},
        "a-b": {"type": "integer"},
        "list": {"type": "array", "items": {"type": "string"}},
    },
}


@pytest.mark.parametrize(
    ("rule", "value", "holds"),
    [
        ("self.from < timestamp('2030-01-01T00:00:00Z')", {"from": "2026-01-01T00:00:00Z"}, True),
        ("self.__namespace__ == 'web' && self.a__dash__b == 1", {"namespace": "web", "a-b": 1}, True),
        ("!has(self.__namespace__)", {"namespace": "web"}, False),
        ("self.list.isSorted() && self.list.indexOf('b') == 1", {"list": ["a", "b"]}, True),
        ("self.list.all(x, isIP(x) && ip(x).family() == 4)", {"list": ["192.0.2.1"]}, True),
        ("self.list.all(x, cidr('10.0.0.0/8').containsIP(ip(x)))", {"list": ["192.0.2.1"]}, False),
        ("self.list.all(x, isURL(x) && url(x).getHost() == 'a.example:8')", {"list": ["https://a.example:8/x"]}, True),
        ("quantity(self.list[0]).isGreaterThan(quantity('1Gi'))", {"list": ["1.5Gi"]}, True),
        ("self.list[0].find('[0-9]+') == '12'", {"list": ["a12b"]}, True),
        ("self.list[0].split('/')[1] == 'b'", {"list": ["a/b"]}, True),
        ("!format.dns1123Label().validate(self.list[0]).hasValue()", {"list": ["a.b"]}, False),
        ("self.list[3] == 'a'", {"list": []}, False),
    ],
)
def test_functions_of_kubernetes_are_at_hand(rule: str, value: Json, holds: bool) -> None:
    verdict = verdict_of(rule, Subject(value, NODE), optional_old=False)
    assert verdict is None if holds else verdict is not None and verdict[0] == "cel"


@pytest.mark.parametrize("rule", ["semver('1.0.0').major() == 1", "self ==", "unknown(self)"])
def test_rules_that_cannot_be_evaluated_are_not_passed(rule: str) -> None:
    verdict = verdict_of(rule, Subject({}, NODE), optional_old=False)
    assert verdict is not None
    assert verdict[0] == "not-checked"


def test_rules_that_compare_with_the_old_object_are_left_out() -> None:
    node = {"type": "string", "x-kubernetes-validations": [{"rule": "self == oldSelf", "update": True}]}
    assert list(check_rules("new", node)) == []


def test_messages_are_those_of_the_schema() -> None:
    rule = {"rule": "self.size() > 1", "message": "give it a name.", "fieldPath": ".name"}
    node = {"type": "object", "properties": {"a": {"type": "string", "x-kubernetes-validations": [rule]}}}
    (finding,) = check_rules({"a": "x"}, node)
    assert (finding.path, finding.code, finding.message) == (("a", "name"), "schema/cel", "give it a name")


@pytest.mark.parametrize(
    ("name", "expected"), [("namespace", "__namespace__"), ("a-b.c/d", "a__dash__b__dot__c__slash__d")]
)
def test_names_are_escaped_as_rules_write_them(name: str, expected: str) -> None:
    assert expected == escaped(name)


def test_the_engine_comes_without_its_command_line() -> None:
    code = (
        "import sys; from generator.core.schema.engine import engine; engine();"
        "sys.exit(any(name in sys.modules for name in ('cel', 'typer', 'rich', 'click')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("!(has(self.a) && self.b != 'x')", {"a", "b"}),
        ("self.a.all(x, x > 1)", {"a"}),
        ("self.all(x, x > 1)", None),
        ("self.allow.all (x, x > 1) && self.exists (y, true)", None),
        ("self == oldSelf", None),
        ("'*' in self || self.a == ''", None),
        ("self[0].a == self.b", None),
        ("size(self) > 1", None),
        ("1 < 2", set()),
        ("myself.a == self.b", {"b"}),
    ],
)
def test_a_rule_is_given_what_it_looks_at(source: str, fields: set[str] | None) -> None:
    seen = seen_of(source)
    assert (None if seen is None else seen.fields) == fields


@pytest.mark.parametrize(
    ("source", "there"),
    [
        ("has(self.a) || has( self.b )", {"a", "b"}),
        ("!has(self.a) || self.a != ''", set()),
        ("has(self.a.b) && has(self.c)", {"c"}),
        ("has(self.a) && size(self.a) > 1 || has(self.a)", set()),
        ("has(self.__namespace__)", {"__namespace__"}),
    ],
)
def test_a_rule_that_asks_whether_a_field_is_there_sees_no_more(source: str, there: set[str]) -> None:
    seen = seen_of(source)
    assert seen is not None
    assert seen.there == there


@pytest.mark.parametrize(
    "value", [{"list": ["a"]}, {"list": []}, {}, {"namespace": "a"}, {"list": ["a"], "namespace": "b"}]
)
@pytest.mark.parametrize(
    "rule", ["has(self.list) != has(self.__namespace__)", "!has(self.list) || self.__namespace__ == 'b'"]
)
def test_what_a_rule_does_not_see_changes_nothing(rule: str, value: Json) -> None:
    whole = Subject(value, NODE)
    assert verdict_of(rule, whole.seen_by(rule), optional_old=False) == verdict_of(rule, whole, optional_old=False)


def test_names_that_cel_spells_otherwise_are_seen() -> None:
    whole = Subject({"namespace": "a", "x-y": 1, "other": 2}, NODE)
    assert whole.seen_by("self.__namespace__ != '' && self.x__dash__y > 0").value == {"namespace": "a", "x-y": 1}
    assert whole.seen_by("self.other > 0").value == {"other": 2}
    assert whole.seen_by("has(self.x__dash__y) && has(self.__namespace__)").value == {"namespace": True, "x-y": True}
    some = Subject(["other"], NODE)
    assert some.seen_by("self.other > 0") is some


def test_what_one_rule_brings_along_is_nothing_to_the_next() -> None:
    """Rules of one node share what the engine made of the value."""
    node = {"type": "array", "items": {"type": "string"}, "x-kubernetes-validations": [
        {"rule": "self.all(x, isIP(x) && ip(x).family() == 4)", "message": "no IPv4"},
        {"rule": "self.all(x, !format.dns1123Label().validate(x).hasValue())", "message": "no label"},
        {"rule": "self.exists(x, unknown(x))", "message": "never said"},
        {"rule": "oldSelf.hasValue() || size(self) < 2", "optionalOldSelf": True, "message": "too many"},
        {"rule": "self.all(format, format != '192.0.2.1')", "message": "taken"},
    ]}  # fmt: skip
    apart = [
        [found.message for found in check_rules(["192.0.2.1", "b."], {**node, "x-kubernetes-validations": [rule]})]
        for rule in node["x-kubernetes-validations"]
    ]
    together = [found.message for found in check_rules(["192.0.2.1", "b."], node)]
    assert together == [message for said in apart for message in said]
    assert [len(said) for said in apart] == [1, 1, 1, 1, 1]
