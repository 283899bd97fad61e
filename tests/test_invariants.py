"""What holds for every case: determinism, canonical bytes, documents that mean the same to every reader."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from msgspec import UNSET

from generator.core import header
from generator.core.model import children
from generator.core.yaml import KUBERNETES, dump, load
from tests.harness import build, cases, compiled

CASES = cases()
IDS = [f"{c.parts[-3]}/{c.name}" for c in CASES]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_key_order_and_a_second_run_change_nothing(case: Path, tmp_path: Path) -> None:
    files, _ = build(case / "inventory.yaml")
    again, _ = build(case / "inventory.yaml")
    shuffled = tmp_path / "inventory.yaml"
    raw = load((case / "inventory.yaml").read_bytes())[0]
    shuffled.write_text(dump(_shuffled(raw, random.Random(case.name))), encoding="utf-8")  # noqa: S311 - not for secrets
    if (case / "overlays").exists():
        (tmp_path / "overlays").symlink_to(case / "overlays")
    other, _ = build(shuffled)

    assert again == files
    assert other == files


def _shuffled(value: Any, dice: random.Random) -> Any:
    if isinstance(value, dict):
        items = list(value.items())
        dice.shuffle(items)
        return {key: _shuffled(item, dice) for key, item in items}
    return [_shuffled(item, dice) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_every_reader_reads_the_same(case: Path) -> None:
    files, _ = build(case / "inventory.yaml")
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
    for cluster in clusters:
        if cluster.files and cluster.ctx is not None:
            assert list(_unset(cluster.ctx.inventory, "")) == []


def _unset(item: Any, at: str) -> list[str]:
    found: list[str] = []
    for name, child in children(item):
        if child is UNSET:
            found.append(f"{at}.{name}")
        elif not isinstance(child, str):
            found += _unset(child, f"{at}.{name}")
    return found
