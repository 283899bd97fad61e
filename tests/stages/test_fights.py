"""Two overlays of one level fight when one undoes what the other says; to add to it, or to say it for a part of a fleet, is none."""

from __future__ import annotations

from typing import Any

import pytest

from generator.core.graph import Object
from generator.core.yaml import load_with_places
from generator.stages.overlays import Overlay
from generator.stages.patch import Patching

POOL = "apiVersion: cilium.io/v2, kind: CiliumLoadBalancerIPPool, metadata: {name: lan}"
TARGET = "target: {kind: CiliumLoadBalancerIPPool, name: lan}"


def overlay(name: str, text: str, level: int) -> Overlay:
    """`{ops: …}` is operations, all else a patch."""
    role = "ops" if text.startswith("ops") else "patch"
    data = f"{{{TARGET if role == 'ops' else POOL}, {text}}}".encode()
    documents = tuple(load_with_places(data))
    return Overlay(path=f"{level}/{name}", unit="bgp", role=role, level=level, documents=documents)  # type: ignore[arg-type]  # one of its words


def applied(*overlays: Overlay) -> Patching:
    document: dict[str, Any] = {
        "apiVersion": "cilium.io/v2",
        "kind": "CiliumLoadBalancerIPPool",
        "metadata": {"name": "lan"},
        "spec": {"blocks": [{"cidr": "192.0.2.0/24"}, {"cidr": "192.0.2.128/25"}], "a": {"b": 1, "c": 2}},
    }
    patching = Patching(overlays)
    patching.emitted([Object(document=document, file="gitops/bgp/pools.yaml", unit="bgp")])
    patching.linked([], [])
    return patching


FIGHTS = [
    ("spec: {a: {b: 3}}", "spec: {a: {b: 4}}"),
    ("spec: {a: {b: 3}}", "spec: {a: null}"),
    ("spec: {a: null}", "spec: {a: {b: 3}}"),
    ("spec: {a: {b: 3}}", "spec: {a: {$patch: replace, c: 5}}"),
    ("spec: {a: {$patch: replace, b: 5}}", "spec: {a: {b: 3}}"),
    ("spec: {a: {b: 3}}", "spec: {a: {$patch: delete}}"),
    ("spec: {a: {b: 3}}", "spec: {$patch: replace, blocks: []}"),
    ("spec: {a: {b: 3}}", "ops: [{op: replace, path: '', value: {kind: CiliumLoadBalancerIPPool, metadata: {name: lan}, spec: {}}}]"),
    ("spec: {a: {b: 3}}", "$patch: delete"),
    ("$patch: delete", "spec: {a: {b: 3}}"),
    ("$patch: delete", "$patch: delete"),
    ("$patch: delete", "ops: [{op: remove, path: /spec/a}]"),
    ("spec: {a: {b: 3}}", "ops: [{op: remove, path: /spec/a}]"),
    ("spec: {a: {b: 3}}", "ops: [{op: replace, path: /spec, value: {blocks: []}}]"),
    ("spec: {a: {b: 3}}", "ops: [{op: move, from: /spec/a, path: /spec/d}]"),
    ("ops: [{op: add, path: /spec/blocks/-, value: {cidr: 198.51.100.0/24}}]", "spec: {blocks: [{cidr: 203.0.113.0/24}]}"),
    ("ops: [{op: remove, path: /spec/a/b}]", "spec: {a: {b: 3}}"),
    ("spec: {d: {}}", "spec: {d: null}"),
    ("spec: {blocks: [{cidr: 203.0.113.0/24}]}", "ops: [{op: replace, path: /spec/blocks/0/cidr, value: 198.51.100.0/24}]"),
    ("spec: {blocks: [{cidr: 203.0.113.0/24}]}", "ops: [{op: remove, path: /spec/blocks/0}]"),
    ("spec: {blocks: [{cidr: 203.0.113.0/24}]}", "ops: [{op: add, path: /spec/blocks/-, value: {cidr: 198.51.100.0/24}}]"),
    ("spec: {blocks: [{cidr: 203.0.113.0/24}]}", "ops: [{op: add, path: /spec/blocks/0, value: {cidr: 198.51.100.0/24}}]"),
    ("ops: [{op: remove, path: /spec/blocks/1}]", "spec: {blocks: [{cidr: 203.0.113.0/24}]}"),
    ("ops: [{op: remove, path: /spec/blocks/0}]", "ops: [{op: replace, path: /spec/blocks, value: [{cidr: 203.0.113.0/24}]}]"),
    ("ops: [{op: remove, path: /spec/blocks/0}]", "ops: [{op: remove, path: /spec/blocks/0}]"),
    ("ops: [{op: remove, path: /spec/blocks/0}]", "ops: [{op: replace, path: /spec/blocks/0/cidr, value: 203.0.113.0/24}]"),
    ("ops: [{op: add, path: /spec/blocks/0, value: {cidr: 203.0.113.0/24}}]", "ops: [{op: remove, path: /spec/blocks/0}]"),
    ("ops: [{op: replace, path: /spec/blocks/1, value: {cidr: 203.0.113.0/24}}]", "ops: [{op: remove, path: /spec/blocks/0}]"),
    ("ops: [{op: replace, path: /spec/blocks/0/cidr, value: 203.0.113.0/24}]",
     "ops: [{op: move, from: /spec/blocks/0, path: /spec/blocks/1}]"),
]  # fmt: skip
PEACE = [
    ("spec: {a: {b: 3}}", "spec: {a: {c: 4}}"),
    ("spec: {d: {}}", "spec: {d: {e: 1}}"),
    ("ops: [{op: add, path: /spec/d, value: {e: 1}}]", "spec: {d: {f: 2}}"),
    ("spec: {a: {$patch: replace, b: 5}}", "spec: {a: {c: 3}}"),
    ("spec: {a: {b: 3}}", "ops: [{op: replace, path: /spec/a, value: {b: 3}}]"),
    ("ops: [{op: add, path: /spec/blocks/-, value: {cidr: 198.51.100.0/24}}]",
     "ops: [{op: add, path: /spec/blocks/-, value: {cidr: 203.0.113.0/24}}]"),
    ("ops: [{op: add, path: /spec/l, value: [1]}]", "ops: [{op: add, path: /spec/l/-, value: 2}]"),
    ("ops: [{op: remove, path: /spec/blocks/1}]", "ops: [{op: replace, path: /spec/blocks/0/cidr, value: 203.0.113.0/24}]"),
    ("ops: [{op: remove, path: /spec/blocks/1}]", "spec: {blocks: null}"),
    ("ops: [{op: add, path: /spec/blocks/1, value: {cidr: 203.0.113.0/24}}]", "ops: [{op: remove, path: /spec/blocks/0}]"),
    ("ops: [{op: add, path: /spec/blocks/0, value: {cidr: 198.51.100.0/24}}]",
     "ops: [{op: add, path: /spec/blocks/0, value: {cidr: 203.0.113.0/24}}]"),
    ("ops: [{op: add, path: /spec/d, value: {}}]", "ops: [{op: add, path: /spec/d, value: {e: 1}}]"),
    ("spec: {a: {b: 3}}", "spec: {a: {}, d: 1}"),
    ("ops: [{op: test, path: /spec/a/b, value: 1}]", "spec: {a: {b: 3}}"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), FIGHTS)
def test_fights_name_both_ends(first: str, second: str) -> None:
    (found,) = applied(overlay("a", first, 0), overlay("b", second, 0)).found

    assert found.code == "overlay/fight"
    assert found.source.file == "0/b"
    assert [note.source.file for note in found.notes] == ["0/a"]


@pytest.mark.parametrize(("first", "second"), PEACE)
def test_what_is_no_fight(first: str, second: str) -> None:
    assert applied(overlay("a", first, 0), overlay("b", second, 0)).found == []


@pytest.mark.parametrize(("first", "second"), [pair for pair in FIGHTS if pair[0] != "$patch: delete"])
def test_a_later_level_may_override_an_earlier_one(first: str, second: str) -> None:
    assert applied(overlay("a", first, 0), overlay("b", second, 1)).found == []


def test_what_an_earlier_level_deletes_is_there_for_nobody() -> None:
    (found,) = applied(overlay("a", "$patch: delete", 0), overlay("b", "spec: {a: {b: 3}}", 1)).found

    assert found.code == "overlay/no-target"
    assert [note.source.file for note in found.notes] == ["0/a"]


def test_what_replaces_is_behind_all_that_it_leaves() -> None:
    (item,) = applied(overlay("a", "spec: {$patch: replace, blocks: []}", 0)).objects

    assert item is not None
    assert item.document["spec"] == {"blocks": []}
    assert {path for path, _ in item.patches} == {("spec",), ("spec", "blocks")}
