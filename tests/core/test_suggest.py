"""What a name most likely meant."""

from __future__ import annotations

from difflib import get_close_matches

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.suggest import _may_be_near, nearest


@pytest.mark.parametrize(
    ("word", "names", "meant"),
    [
        ("internl", ["internal", "public"], "internal"),
        ("external", ["internal", "public"], None),
        ("external-web", ["internal-web"], None),
        ("external", ["internal", "externals"], "externals"),
        ("ipv6", ["ipv4"], None),
        ("IPv4", ["ipv4", "ipv6"], "ipv4"),
    ],
)
def test_nearest(word: str, names: list[str], meant: str | None) -> None:
    assert nearest(word, names) == meant


LETTERS = st.text("abgour", max_size=9)


@given(LETTERS, LETTERS)
def test_no_name_is_passed_over_that_is_near(one: str, other: str) -> None:
    if get_close_matches(one, [other], cutoff=0.6):
        assert _may_be_near(one, other)
