"""What a name most likely meant."""

from __future__ import annotations

import pytest

from generator.core.suggest import nearest


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
