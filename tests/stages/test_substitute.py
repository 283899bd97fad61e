"""Dollars survive Flux's substitution, and only declared names are replaced."""

from __future__ import annotations

import pytest

from generator.core.substitution import escaped, filled, references


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("${DOMAIN}", "${DOMAIN}"),
        ("a.${DOMAIN}:${PORT}", "a.${DOMAIN}:$${PORT}"),
        ("${DOMAINS}", "$${DOMAINS}"),
        ("rate(x[${__rate_interval}])", "rate(x[$${__rate_interval}])"),
        ("^/api/.*$", "^/api/.*$$"),
        ("$1 $$", "$$1 $$$$"),
        ("$${DOMAIN}", "$$${DOMAIN}"),
        ("no dollar", "no dollar"),
    ],
)
def test_everything_but_declared_names_is_escaped(text: str, written: str) -> None:
    assert escaped({"a": [text]}, ["DOMAIN"]) == {"a": [written]}


def test_what_is_escaped_is_no_reference() -> None:
    assert list(references({"${KEY}": ["$${ESCAPED}", "${A} and ${B:=c}", 4, None]})) == ["KEY", "A", "B:=c"]


def test_examples_stand_in_for_values() -> None:
    assert filled({"host": "auth.${DOMAIN}", "x": "${OTHER}"}, {"DOMAIN": "example.com"}) == {
        "host": "auth.example.com",
        "x": "${OTHER}",
    }
