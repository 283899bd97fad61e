"""Values on one line: what a reader makes of them is what was written."""

from __future__ import annotations

import pytest
from hypothesis import given

from generator.core.yaml import load
from generator.core.yaml.inline import inline
from tests.core.yaml.values import values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"name": "a", "ports": [80, "443"]}, '{name: a, ports: [80, "443"]}'),
        ([], "[]"),
        ({}, "{}"),
        (True, "true"),
        ("true", '"true"'),
        ("a, b", '"a, b"'),
        ("app in (a, b)", '"app in (a, b)"'),
        ("https://example.com", "https://example.com"),
        ({"a/b": None}, "{a/b: null}"),
        ('say "a, b"', '"say \\"a, b\\""'),
    ],
)
def test_text(value: object, text: str) -> None:
    assert inline(value) == text


@given(values)
def test_what_is_read_is_what_was_written(value: object) -> None:
    text = inline(value)

    assert "\n" not in text
    assert load(text.encode()) == [value]
