"""Inventories of real repositories compile to what these repositories run."""

import os
from functools import cache
from pathlib import Path

import pytest

from tests.harness import ROOT, compile_inventory
from tests.reality.compare import stale as stale_entries
from tests.reality.compare import unexplained
from tests.reality.repositories import HERE, Compared, aliases, compared, documents, with_facts
from tests.reality.table import page, table

PAGE = ROOT / "docs" / "reality.md"
ALLOWED = 0.05  # of a repository's fields may differ


@cache
def comparison(alias: str) -> Compared:
    return compared(alias, documents(HERE / alias / "inventory.yaml"))


@pytest.mark.parametrize("alias", sorted(set(aliases()) - set(with_facts())))
def test_the_inventory_builds(alias: str) -> None:
    assert compile_inventory(HERE / alias / "inventory.yaml")


@pytest.mark.parametrize("alias", with_facts())
def test_every_difference_is_known(alias: str) -> None:
    found = comparison(alias)
    lines = [
        f"{f.outcome}: {f.object} {f.path}: {f.theirs!r}, ours {f.ours!r}"
        for f in unexplained(found.fields, found.known)
    ]
    assert not lines, f"{len(lines)} of {len(found.fields)} fields\n" + "\n".join(lines)


@pytest.mark.parametrize("alias", with_facts())
def test_every_known_difference_is_there(alias: str) -> None:
    found = comparison(alias)
    assert not stale_entries(found.fields, found.known)


@pytest.mark.parametrize("alias", with_facts())
def test_few_fields_differ(alias: str) -> None:
    row = comparison(alias).row
    differing = row.on_purpose + row.unsayable + row.unexplained
    live = row.fields - row.dead
    assert differing <= ALLOWED * live, f"{differing} of {live}"


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [comparison(alias).row for alias in with_facts()]
    with capsys.disabled():
        print("", *table(rows), sep="\n")  # noqa: T201 -- the table is what this test is asked to print
    text = page(rows, sorted(set(aliases()) - set(with_facts())))
    if os.environ.get("GEN_UPDATE"):
        _write(PAGE, text)
    assert PAGE.read_text(encoding="utf-8") == text, "run with GEN_UPDATE=1"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
