"""The typed view that router files are printed from."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from generator.components.bgp.settings import Platform as PlatformName
from generator.components.routers.device import Accepted
from generator.components.routers.platforms import PLATFORMS
from generator.components.routers.view import short
from generator.core.template import COMPONENTS


def _line(network: str, low: int, high: int) -> Accepted:
    return Accepted(number=10, network=network, version=6 if ":" in network else 4, low=low, high=high, why="")


@pytest.mark.parametrize(
    ("network", "low", "high", "bits"),
    [
        ("10.0.50.0/24", 32, 32, " ge 32"),
        ("10.0.50.1/32", 32, 32, ""),
        ("10.0.50.0/24", 24, 24, ""),
        ("10.0.50.0/24", 24, 32, " le 32"),
        ("10.0.0.0/16", 24, 28, " ge 24 le 28"),
        ("10.0.0.0/16", 24, 24, " ge 24 le 24"),
        ("2001:db8::/112", 128, 128, " ge 128"),
        ("2001:db8::/56", 56, 128, " le 128"),
    ],
)
def test_lengths_are_written_once(network: str, low: int, high: int, bits: str) -> None:
    assert _line(network, low, high).bits == bits


def test_every_system_of_the_language_is_known() -> None:
    assert set(PLATFORMS) == set(get_args(PlatformName))


@pytest.mark.parametrize("name", sorted(PLATFORMS))
def test_what_is_not_proved_names_its_sources(name: str) -> None:
    platform = PLATFORMS[name]

    assert platform.sources
    assert bool(platform.proved) == (name in {"frr", "bird"})
    assert platform.movable or not platform.port_note


def test_long_names_stay_apart() -> None:
    one, other = short("x" * 50 + "a", 48), short("x" * 50 + "b", 48)

    assert len(one) == len(other) == 48
    assert one != other
    assert short("x" * 48, 48) == "x" * 48


def test_templates_exist() -> None:
    for platform in PLATFORMS.values():
        if platform.template:
            assert (Path(COMPONENTS) / "routers" / "templates" / f"{platform.template}.j2").exists()
