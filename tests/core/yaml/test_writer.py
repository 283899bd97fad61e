"""What the writer writes, every reader reads back."""

from __future__ import annotations

import io
import math

import pytest
import yaml
from hypothesis import given
from ruamel.yaml import YAML
from yamllint.config import YamlLintConfig  # type: ignore[import-untyped]  # yamllint has no types
from yamllint.linter import run as lint  # type: ignore[import-untyped]  # as above

from generator.core.yaml import KUBERNETES, dump, dump_all, load
from tests.core.yaml.values import TRICKY, texts, values

LINT = YamlLintConfig(
    "extends: default\nrules: {line-length: disable, document-start: disable, empty-lines: disable, truthy: disable,"
    " comments: disable}"
)


def _ruamel(text: str) -> object:
    return YAML(typ="safe", pure=True).load(io.StringIO(text))


def _around(value: object) -> list[object]:
    """The same value in every position that YAML writes differently."""
    return [value, [value], [[value], value], {"k": value, "l": [value, {"m": value}]}]


@pytest.mark.parametrize("text", TRICKY)
def test_tricky_text_means_itself_to_every_reader(text: str) -> None:
    for document in (*_around(text), {text: text}, [{text: {text: [text]}}]):
        written = dump(document)
        assert load(written.encode()) == [document]
        assert load(written.encode(), dialect=KUBERNETES) == [document]
        assert yaml.safe_load(written) == document
        assert _ruamel(written) == document


@given(values)
def test_values_survive_our_reader_and_pyyaml(value: object) -> None:
    written = dump(value)
    assert load(written.encode()) == [value]
    assert yaml.safe_load(written) == value
    assert yaml.load(written, yaml.CSafeLoader) == value


@given(values)
def test_values_survive_the_reader_of_kubernetes(value: object) -> None:
    assert load(dump(value).encode(), dialect=KUBERNETES) == [value]


@given(texts)
def test_text_survives_ruamel(text: str) -> None:
    for document in (text, [text], {text: text}):
        assert _ruamel(dump(document)) == document


@given(values)
def test_types_survive(value: object) -> None:
    assert repr(load(dump(value).encode())) == repr([value])


@given(values)
def test_writing_again_changes_nothing(value: object) -> None:
    written = dump(value)
    assert dump(load(written.encode())[0]) == written


@given(values)
def test_yamllint_has_no_complaint(value: object) -> None:
    assert [str(problem) for problem in lint(dump(value), LINT)] == []


@pytest.mark.parametrize("number", [0.1, 1.0, -0.0, 1e16, 1e-7, 1.5e300, 5e-324, 123456789.125])
def test_floats_are_floats_to_every_reader(number: float) -> None:
    written = dump({"a": number})
    for read in (load(written.encode())[0], yaml.safe_load(written), _ruamel(written)):
        assert repr(read) == repr({"a": number})


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_numbers_that_json_has_not_are_never_written(number: float) -> None:
    with pytest.raises(ValueError, match="no number that JSON has"):
        dump({"a": number})


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, "{}\n"),
        ([], "[]\n"),
        (None, "null\n"),
        ("a", "a\n"),
        ("a\nb", "|-\n  a\n  b\n"),
        ({"b": 1, "a": [1, "x"]}, "b: 1\na:\n  - 1\n  - x\n"),
        ({"a": {}, "b": [], "c": None, "d": True, "e": ()}, "a: {}\nb: []\nc: null\nd: true\ne: []\n"),
        ([{"a": 1, "b": 2}, [1, [2]], ({"c": {"d": 3}},)], "- a: 1\n  b: 2\n- - 1\n  - - 2\n- - c:\n      d: 3\n"),
        ({"a": "x\n  y\n\nz\n"}, "a: |\n  x\n    y\n\n  z\n"),
        ([{"a": "x\ny"}, "z\n"], "- a: |-\n    x\n    y\n- |\n  z\n"),
        ({"a": "x\n\n"}, 'a: "x\\n\\n"\n'),
        ({"a": "no", "b": "say \"hi\"\t"}, 'a: "no"\nb: "say \\"hi\\"\\t"\n'),
        ({"a": "\u2028\x07\U000e0001"}, 'a: "\\u2028\\x07\\U000e0001"\n'),
        ({"args": ["--a=b", "-c", "10.0.0.0/8", "::1", "é"]}, 'args:\n  - --a=b\n  - -c\n  - 10.0.0.0/8\n  - "::1"\n  - é\n'),
    ],
)  # fmt: skip
def test_form(document: object, expected: str) -> None:
    assert dump(document) == expected


def test_long_lines_are_not_folded() -> None:
    assert dump({"a": "x " * 200 + "x"}) == f"a: {'x ' * 200}x\n"


def test_long_keys_get_the_explicit_form() -> None:
    key = "k" * 1500
    document = [{"a": 1, key: {key: ["x\ny\n", {key: 2}]}, "b": "z"}]
    assert dump({key: 1}) == f'? "{key}"\n: 1\n'
    assert yaml.safe_load(dump(document)) == document
    assert _ruamel(dump(document)) == document


def test_documents_are_joined_by_separators() -> None:
    assert dump_all([{"a": 1}, [2]]) == "a: 1\n---\n- 2\n"
    assert dump_all([]) == ""
    assert load(dump_all(["x\n", None, {}]).encode()) == ["x\n", None, {}]


def test_what_yaml_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match=r"no form for a set: \{1\}"):
        dump({"a": {1}})
    with pytest.raises(TypeError, match="keys are strings here, not int: 1"):
        dump({1: 2})
    with pytest.raises(ValueError, match=r"U\+D800 is half of a surrogate pair"):
        dump("\ud800")


def test_subclasses_are_written_as_what_they_are() -> None:
    class Text(str):
        __slots__ = ()

    assert dump([Text("no"), Text("a\nb\n")]) == '- "no"\n- |\n  a\n  b\n'
