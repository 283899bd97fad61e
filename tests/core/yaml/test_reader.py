"""What the reader makes of a file: values, places, dialects."""

from __future__ import annotations

import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.core.yaml import (
    CORE,
    KUBERNETES,
    Dialect,
    Document,
    Place,
    YamlProblem,
    YamlProblems,
    dump,
    events,
    load,
    load_with_places,
)
from tests.core.yaml.values import TRICKY, values

DIALECTS = (CORE, KUBERNETES)


def _one(text: str, dialect: Dialect = CORE) -> object:
    (value,) = load(text.encode(), dialect=dialect)
    assert [document.value for document in load_with_places(text.encode(), dialect=dialect)] == [value]
    return value


def _places(text: str) -> dict[tuple[str | int, ...], Place]:
    (document,) = load_with_places(text.encode())
    return document.places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[(word, word) for word in ["yes", "no", "on", "off", "y", "n", "1_000", "12:30:45", "2026-01-01", "0b11", "0o8", "0x", "1e", ".e1", "nUll", "tRue", "=", "-0x1F"]],
        *[(word, None) for word in ("~", "null", "Null", "NULL", "")],
        *[(word, True) for word in ("true", "True", "TRUE")],
        *[(word, False) for word in ("false", "False", "FALSE")],
        *[("'.inf'", ".inf"), ("inf", "inf"), ("nan", "nan")],
        *[("0", 0), ("-7", -7), ("+7", 7), ("0o17", 15), ("0x1F", 31), ("123456789012345678901", 123456789012345678901)],
        *[("1.5", 1.5), ("1e3", 1000.0), ("-.5", -0.5), ("1.", 1.0), ("1.5E-3", 0.0015), ("0123.5", 123.5)],
        *[("!!str 1", "1"), ("!!int '1'", 1), ("!!float 1", 1.0), ("!!bool 'true'", True), ("!!null ''", None), ("! 1", "1")],
    ],
)  # fmt: skip
def test_core_scalar(text: str, expected: object) -> None:
    assert repr(_one(f"a: {text}")) == repr({"a": expected})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[(word, True) for word in ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"]],
        *[(word, False) for word in ["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"]],
        *[(word, word) for word in ["yEs", "oN", "12:30:45", "2026-01-01", "1e999", "0x", "0o8", "_1", "=", ".1_", ".1__0"]],
        *[("1_000", 1000), ("0x1F", 31), ("0X1f", 31), ("0o17", 15), ("0777", 511), ("-0b11", -3), ("+1", 1), ("017_7", 127)],
        *[("08", 8.0), ("1e3", 1000.0), (".5", 0.5), ("1_0.5", 10.5), ("~", None)],
        *[("!custom x", "x"), ("!!timestamp 2026-01-01", "2026-01-01"), ("! 1", "1"), ("!", ""), (".1_0", 0.1), ("1e-50", 1e-50)],
    ],
)  # fmt: skip
def test_kubernetes_scalar(text: str, expected: object) -> None:
    assert repr(_one(f"a: {text}", KUBERNETES)) == repr({"a": expected})


def test_quoted_scalars_are_text() -> None:
    text = "- 'yes'\n- \"1\"\n- |\n  true\n- >-\n  null\n"
    assert _one(text) == _one(text, KUBERNETES) == ["yes", "1", "true\n", "null"]


def test_kubernetes_keys_become_text() -> None:
    text = "on: 1\n2: 2\n1.5: 3\n0x10: 4\n1234567.0: 5\n1e50: 6\n-.inf: 7\n08: 8\n1e-50: 9\n"
    expected = {"true": 1, "2": 2, "1.5": 3, "16": 4, "1.234567e+06": 5, ".inf": 6, "-.inf": 7, "8": 8, "0": 9}
    assert _one(text, KUBERNETES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b: {<<: *x, k: 2}", {"k": 2, "j": {"i": 1}}),
        ("b: {k: 2, <<: *x}", {"k": 1, "j": {"i": 1}}),  # go-yaml v2: what is written later wins
        ("b: {<<: [{k: 3, l: 4}, *x]}", {"k": 3, "l": 4, "j": {"i": 1}}),
        ("b: {<<: *x, <<: {k: 5}}", {"k": 5, "j": {"i": 1}}),
        ("b: {'<<': 1}", {"<<": 1}),
    ],
)
def test_merge_keys_are_applied_for_kubernetes(text: str, expected: object) -> None:
    value = _one(f"a: &x {{k: 1, j: {{i: 1}}}}\n{text}\n", KUBERNETES)
    assert isinstance(value, dict)
    assert value["b"] == expected


def test_aliases_give_copies() -> None:
    value = _one("a: &x [1, {k: &y v}]\nb: *x\nc: *y\n*y : *y\n")
    assert value == {"a": [1, {"k": "v"}], "b": [1, {"k": "v"}], "c": "v", "v": "v"}
    assert isinstance(value, dict)
    assert value["a"] is not value["b"]
    assert value["a"][1] is not value["b"][1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# only a comment\n", []),
        ("---\n", [None]),
        ("a: 1\n---\n---\n- b\n...\n", [{"a": 1}, None, ["b"]]),
        ("\ufeffa: 1\r\nb:\r\n  - é\r\n", [{"a": 1, "b": ["é"]}]),
        ("%YAML 1.2\n---\na: 1\n", [{"a": 1}]),
    ],
)
def test_documents(text: str, expected: list[object]) -> None:
    assert load(text.encode()) == expected
    assert [document.value for document in load_with_places(text.encode())] == expected


def test_documents_know_their_first_line() -> None:
    text = b"# header\n\na: 1\n---\nb: 2\n--- # third\n\nc: 3\n"
    assert [document.line for document in load_with_places(text)] == [3, 4, 6]


def test_places() -> None:
    text = "# c\nname: é x\nempty:\nlist:\n  - a\n  - k: [1, two]\n    'l' : |\n      text\nend: {}\n"
    assert _places(text) == {
        (): Place(2, 1, 2, 1, 9, 8),
        ("name",): Place(2, 7, 2, 1, 2, 10),
        ("empty",): Place(3, 7, 3, 1, 3, 7),
        ("list",): Place(5, 3, 4, 1, 9, 1),
        ("list", 0): Place(5, 5, 5, 5, 5, 6),
        ("list", 1): Place(6, 5, 6, 5, 9, 1),
        ("list", 1, "k"): Place(6, 8, 6, 5, 6, 16),
        ("list", 1, "k", 0): Place(6, 9, 6, 9, 6, 10),
        ("list", 1, "k", 1): Place(6, 12, 6, 12, 6, 15),
        ("list", 1, "l"): Place(7, 11, 7, 5, 9, 1),
        ("end",): Place(9, 6, 9, 1, 9, 8),
    }


@pytest.mark.parametrize(
    "text", ["ä😀: 1\nb: 2\n", "\ufeffä😀: 1\r\nb: 2\r\n", "ä😀: 1 # \u2028 \x85\nb: 2\n", "ä😀: 1\rb: 2\r"]
)
def test_columns_count_characters_and_lines_those_of_editors(text: str) -> None:
    places = _places(text)
    assert places["ä😀",] == Place(1, 5, 1, 1, 1, 6)
    assert places["b",] == Place(2, 4, 2, 1, 2, 5)


def test_alias_places_lead_to_the_alias_and_its_parts_to_where_they_are_written() -> None:
    places = _places("a: &x {k: [1]}\nb: *x\n")
    assert places["b",] == Place(2, 4, 2, 1, 2, 6)
    assert places["b", "k"] == places["a", "k"]
    assert places["b", "k", 0] == places["a", "k", 0]


def test_merged_places_lead_to_where_they_are_written() -> None:
    text = b"a: &x {k: {l: 1}, j: 2}\nb:\n  <<: *x\n  k: 3\n"
    (document,) = load_with_places(text, dialect=KUBERNETES)
    assert set(document.places) == {(), ("a",), ("a", "k"), ("a", "k", "l"), ("a", "j"), ("b",), ("b", "k"), ("b", "j")}
    assert document.places["b", "j"] == document.places["a", "j"]
    assert document.places["b", "k"] == Place(4, 6, 4, 3, 4, 7)


def _paths(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path}.union(*(_paths(inner, (*path, part)) for part, inner in parts))


@given(values)
def test_every_value_has_a_place(value: object) -> None:
    (document,) = load_with_places(dump(value).encode())
    assert document.value == value
    assert set(document.places) == _paths(value)


def _outcome(read: object) -> object:
    try:
        return repr(read())  # type: ignore[operator]  # a function of no arguments
    except YamlProblems as problems:
        return problems.problems


_yaml_like = st.lists(
    st.sampled_from([*TRICKY, ": ", "- ", "\n", "\n  ", "\n- ", "a: ", "&a ", "*a", "<<: ", "{", "}", "[", "]", ", ", "---\n",
                     "!!int ", "!x ", "? ", "'", '"', "|\n  ", "# "]),
    max_size=14,
).map("".join)  # fmt: skip


@given(_yaml_like, st.sampled_from(DIALECTS))
def test_both_readers_agree_on_anything(text: str, dialect: Dialect) -> None:
    data = text.encode()
    expected = _outcome(lambda: [document.value for document in load_with_places(data, dialect=dialect)])
    assert _outcome(lambda: load(data, dialect=dialect)) == expected


@given(st.binary(max_size=40))
def test_any_bytes_give_values_or_problems(data: bytes) -> None:
    found: tuple[YamlProblem, ...] = ()
    try:
        documents = load_with_places(data)
    except YamlProblems as problems:
        found = problems.problems
    else:
        assert all(isinstance(document, Document) for document in documents)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in found)


@given(values)
def test_the_parser_without_libyaml_agrees(value: object) -> None:
    data = dump(value).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "CParser", None)
        slow = load_with_places(data)
    assert slow == load_with_places(data)


def test_memory_of_scalars_is_bounded() -> None:
    load(b"\n".join(b"- %d" % number for number in range(20_000)))
    assert len(CORE.scalars) <= 8192
    assert sys.getsizeof(CORE.scalars) < 2**20


def test_pyyaml_has_libyaml_here() -> None:
    assert yaml.__with_libyaml__
    assert type(events.open_parser(b"")).__name__ == "CParser"


def test_what_is_skipped_changes_no_other_place() -> None:
    text = b"a: {x: 1}\nclusters:\n  one:\n    b: [1, {c: 2}]\n  two: {d: [3]}\n  three:\n  - e\nz:\n- last\n"
    [every] = load_with_places(text)
    [some] = load_with_places(text, skip=lambda path: len(path) == 2 and path[0] == "clusters" and path[1] != "two")

    inside = {path for path in every.places if len(path) > 2 and path[1] in ("one", "three")}
    assert inside
    starts = {
        path: (p.line, p.column, p.key_line, p.key_column) for path, p in every.places.items() if path not in inside
    }
    assert {path: (p.line, p.column, p.key_line, p.key_column) for path, p in some.places.items()} == starts
