"""The trees that real programs read are made for every supported minor of Cilium."""

from __future__ import annotations

import pytest

from tests.real import minors, trees


def test_every_component_is_emitted_at_every_minor(capsys: pytest.CaptureFixture[str]) -> None:
    found, refused = trees.at_each_minor()
    counts = {minor: sum(_minor(tree) == minor for tree in found) for minor in minors.versions()}
    with capsys.disabled():
        print(f"\n{len(found)} trees: {counts}; {len(refused)} inventories need another minor")  # noqa: T201 - what was read
    owners = {(owner, _minor(tree)) for tree in found for owner in tree.owners}
    names = {owner for owner, _ in owners}
    assert [(name, minor) for name in sorted(names) for minor in counts if (name, minor) not in owners] == []
    assert {"bgp", "cilium", "gateway-api", "l2", "pools", "security"} <= names
    assert len(set(counts)) >= 3


def _minor(tree: trees.Tree) -> str:
    return tree.versions["cilium"].rpartition(".")[0]


def test_only_what_a_minor_lacks_is_refused() -> None:
    """An inventory that compiles at its own minor is refused at another one for a reason that is known."""
    _, refused = trees.at_each_minor()
    said = {refusal.name: {one.code for one in refusal.errors} for refusal in refused}
    assert {name: codes for name, codes in said.items() if not codes <= minors.TOO_NEW.keys()} == {}
    assert set().union(*said.values()) == set(minors.TOO_NEW), "reasons that no case needs any more"


def test_versions_are_replaced_where_they_are_written() -> None:
    one_line = b"cilium: {version: 1.20.0, operator: {replicas: 1}}\ntetragon: {version: 1.7.0}\n"
    block = b"cilium:\n  version: 1.19.6 # comment\nrke2: {cilium: {version: 1.19.6}}\n"
    assert dict(minors.others(one_line))["1.18"] == one_line.replace(b"1.20.0", b"1.18.12")
    assert dict(minors.others(block)) == {
        "1.18": block.replace(b"1.19.6", b"1.18.12"),
        "1.20": block.replace(b"1.19.6", b"1.20.0"),
    }
    assert list(minors.others(b"cluster: {name: a}\n")) == []
