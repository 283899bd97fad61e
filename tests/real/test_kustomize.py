"""kubectl builds every kustomization of a tree, and what it prints is what the files say."""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.real import small, trees
from tests.real.conftest import Find
from tests.real.flux.surroundings import CONTROLLERS, components
from tests.real.manifests import Content, Identity, closure, directories, load, own, parse
from tests.real.trees import Files


def _built(kubectl: Path, directory: Path) -> dict[Identity, object]:
    done = subprocess.run([kubectl, "kustomize", directory], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"kubectl kustomize {directory.name}: {done.stderr}"
    return {one.identity: one.document for one in parse("kubectl", done.stdout)}


def _new(files: Files, home: Path, seen: set[Content]) -> list[tuple[Files, Path, str]]:
    """Write a tree if it has directories whose content was not seen before; returns (tree, its home, directory) of each."""
    whole = {**components(files), **files}
    new = {one: content for one in directories(files) if (content := closure(whole, one)) not in seen}
    seen.update(new.values())
    if new:
        trees.write(whole, home)
    return [(files, home, directory) for directory in new]


def _compare(kubectl: Path, files: Files, home: Path, directory: str) -> None:
    expected = {one.identity: one.document for one in own(files, directory)}
    built = _built(kubectl, home / directory)
    assert {name: one for name, one in built.items() if name not in _FLUX} == expected, f"{home.name}/{directory}"


_FLUX = {("apps/v1", "Deployment", "flux-system", name) for name in CONTROLLERS}


def test_small_tree_is_built(need: Find, tmp_path: Path) -> None:
    found = _new(small.FILES, tmp_path, set())
    assert len(found) == 6
    for files, home, directory in found:
        _compare(need("kubectl"), files, home, directory)


def test_difference_is_seen(need: Find, tmp_path: Path) -> None:
    """kustomize that changes an object is not equal to the files: the comparison can fail."""
    name = "gitops/security/deny/kustomization.yaml"
    trees.write({**small.FILES, name: small.FILES[name] + "namePrefix: x-\n"}, tmp_path)
    built = _built(need("kubectl"), tmp_path / "gitops/security/deny")
    assert built != {one.identity: one.document for one in own(small.FILES, "gitops/security/deny")}
    with pytest.raises(AssertionError, match="namePrefix"):
        own({**small.FILES, name: small.FILES[name] + "namePrefix: x-\n"}, "gitops/security/deny")


def test_compiled_trees_are_built(need: Find, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every directory of every tree, at each minor of Cilium; what is the same in several trees once."""
    kubectl = need("kubectl")
    found, _ = trees.at_each_minor()
    seen: set[Content] = set()
    new = [one for tree in found for one in _new(tree.files, tmp_path / tree.name, seen)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda one: _compare(kubectl, *one), new))
    total = sum(len(directories(tree.files)) for tree in found)
    with capsys.disabled():
        print(f"\nbuilt {len(new)} different of {total} directories of {len(found)} trees")  # noqa: T201 - what was built
    assert len(new) > 100


def test_yaml_of_both_sides_is_read_alike() -> None:
    assert load('a: "0755"\nb: "on"') == {"a": "0755", "b": "on"}
