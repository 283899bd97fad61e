"""What holds for every case: determinism, canonical bytes, documents that mean the same to every reader."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from msgspec import UNSET

from generator import registry
from generator.core import header
from generator.core.model import children
from generator.core.order import Lists, lists
from generator.core.yaml import KUBERNETES, dump, load
from generator.stages import fleet
from generator.stages.validate import inventory_type
from tests.harness import ROOT, build, compiled, sound_cases

CASES = sound_cases()
IDS = [f"{c.parts[-3]}/{c.name}" for c in CASES]
REAL = sorted((ROOT / "tests" / "reality").glob("*/inventory.yaml"))
INVENTORIES = [ROOT / "inventory.yaml", *REAL, *(case / "inventory.yaml" for case in CASES)]
LISTS = lists(inventory_type(registry.everything()))


@pytest.mark.parametrize("inventory", INVENTORIES, ids=["own", *(p.parent.name for p in REAL), *IDS])
def test_order_that_says_nothing_and_a_second_run_change_nothing(inventory: Path, tmp_path: Path) -> None:
    """Keys everywhere, and the lists that the model calls unordered: an inventory written otherwise gives the same bytes."""
    files, _ = build(inventory)
    again, _ = build(inventory)
    shuffled = tmp_path / "inventory.yaml"
    raw = load(inventory.read_bytes())[0]
    dice = random.Random(inventory.parent.name)  # noqa: S311 - not for secrets
    shuffled.write_text(dump(_document(raw, dice)), encoding="utf-8")
    if (inventory.parent / "overlays").exists():
        (tmp_path / "overlays").symlink_to(inventory.parent / "overlays")
    other, _ = build(shuffled)

    assert files
    assert again == files
    assert other == files


def _document(raw: Any, dice: random.Random) -> Any:
    """Of one cluster, or of a fleet with all its parts."""
    if not isinstance(raw, dict):
        return raw
    layers = {
        key: {name: shuffled(part, LISTS, dice) for name, part in shuffled(raw[key], None, dice).items()}
        for key in (fleet.GROUPS, fleet.CLUSTERS)
        if isinstance(raw.get(key), dict)
    }
    return shuffled(raw, LISTS, dice) | layers


def shuffled(value: Any, known: Lists | None, dice: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        dice.shuffle(keys)
        return {key: shuffled(value[key], known.below.get(key) if known else None, dice) for key in keys}
    if isinstance(value, list):
        items = [shuffled(item, known, dice) for item in value]
        if known is not None and known.unordered:
            dice.shuffle(items)
        return items
    return value


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_every_reader_reads_the_same(case: Path) -> None:
    files, _ = build(case / "inventory.yaml")

    assert files
    for path, text in files.items():
        assert header.is_ours(text.encode()), path
        assert text.endswith("\n"), path
        if path.endswith(".yaml"):
            documents = load(text.encode())
            assert documents == load(text.encode(), dialect=KUBERNETES), path
            assert documents == list(pyyaml.safe_load_all(text)), path


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_nothing_is_left_to_derive(case: Path) -> None:
    clusters, _ = compiled(case / "inventory.yaml")

    assert clusters
    for cluster in clusters:
        assert cluster.ctx is not None
        assert list(_unset(cluster.ctx.inventory, "")) == []


def _unset(item: Any, at: str) -> list[str]:
    found: list[str] = []
    for name, child in children(item):
        if child is UNSET:
            found.append(f"{at}.{name}")
        elif not isinstance(child, str):
            found += _unset(child, f"{at}.{name}")
    return found
