"""Imports point down: cli -> commands -> pipeline -> {stages, registry -> components} -> core."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from generator import registry

PACKAGE = Path(__file__).parents[1] / "generator"
BELOW: dict[str, set[str]] = {
    "core": set(),
    "stages": {"core", "registry"},
    "components": {"core"},
    "registry": {"core", "components"},
    "pipeline": {"core", "stages", "registry"},
    "reports": {"core", "stages"},
    "commands": {"core", "stages", "pipeline", "reports", "registry", "components"},
    "distill": {"core"},
    "exits": {"core", "stages", "reports", "commands"},
    "plain": {"core", "commands", "reports", "exits"},
    "cli": {"core", "commands", "reports", "exits", "plain"},
    "image": {"core"},
    "__main__": {"core", "exits", "image", "stages", "plain", "cli"},
}
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "cases" not in p.parts)


def imported(path: Path) -> set[str]:
    """Dotted names below `generator` that a module imports, the imported attribute included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: absolute imports only"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.removeprefix("generator.") for name in found if name.startswith("generator.")}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_point_down(path: Path) -> None:
    layer, *rest = path.relative_to(PACKAGE).with_suffix("").parts
    for name in imported(path):
        target, *inner = name.split(".")
        assert target in {layer, *BELOW.get(layer, set())}, f"{layer} must not import {name}"
        if layer == target == "components" and inner and inner[0] != rest[0]:
            requires = {c.name.replace("-", "_"): set(c.requires) for c in registry.everything()}
            assert inner[0].replace("_", "-") in requires[rest[0]], f"undeclared use of {name}"
            assert len(inner) <= 2, f"import from the package {inner[0]!r}, not from its insides"


def at_once(body: Iterable[ast.stmt]) -> Iterator[ast.ImportFrom]:
    """What a module imports while it is imported itself."""
    for node in body:
        if isinstance(node, ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from at_once(node.orelse)
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.ClassDef):
            for inner in (node.body, getattr(node, "orelse", []), getattr(node, "finalbody", [])):
                yield from at_once(inner)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_no_module_takes_a_name_from_the_package_it_is_in(path: Path) -> None:
    """The image runs what a package imports before the package itself (`image.modules`); no build imports the command line."""
    if path.relative_to(PACKAGE).parts[0] == "cli":
        return
    homes = {folder: ".".join((PACKAGE.name, *folder.relative_to(PACKAGE).parts)) for folder in path.parents[:-1] if
             folder.is_relative_to(PACKAGE)}  # fmt: skip
    if path.name == "__init__.py":
        del homes[path.parent]
    for node in at_once(ast.parse(path.read_text(encoding="utf-8")).body):
        for folder, home in homes.items():
            if node.module == home:
                for alias in node.names:
                    beside = folder / alias.name
                    assert beside.is_dir() or beside.with_suffix(".py").exists(), f"{home}.{alias.name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
