"""Find the components. A folder under `components/` is one; nothing else registers it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from typing import Any

from generator.core.component import Component

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "components")
REQUIRED = ("cilium", "flux")
"""Sections that no inventory can be without."""
FIRST = "cluster"
"""The component whose facts all others read without naming it in `requires`."""


@cache
def folders() -> tuple[str, ...]:
    """Every component's folder, sorted."""
    names = (name for name in os.listdir(FOLDER) if name[0].isalpha())
    return tuple(sorted(name for name in names if os.path.exists(os.path.join(FOLDER, name, "__init__.py"))))


def everything() -> tuple[Component[Any], ...]:
    """Every component, dependencies first, in a stable order."""
    return _ordered(folders())


def named_by(keys: Iterable[str], distribution: str) -> tuple[Component[Any], ...]:
    """The components that an inventory with these keys can need: importing the others would only cost time.

    A folder is needed when its section is written, when it is the distribution's, or when it has no section at all
    (then it decides for itself). A distribution is a folder with `distribution.py`.
    """
    wanted = {*keys, *REQUIRED, distribution}
    return _ordered(tuple(f for f in folders() if f.replace("_", "-") in wanted or _decides_itself(f)))


@cache
def _ordered(names: tuple[str, ...]) -> tuple[Component[Any], ...]:
    found = {component.name: component for component in map(_load, names)}
    graph = {name: sorted(r for r in (FIRST, *c.requires) if r in found and r != name) for name, c in found.items()}
    return tuple(found[name] for name in TopologicalSorter(graph).static_order())


def _load(folder: str) -> Component[Any]:
    component: Component[Any] = import_module(f"generator.components.{folder}").COMPONENT
    if component.name != folder.replace("_", "-"):
        raise AssertionError(f"folder {folder!r} holds component {component.name!r}")
    return component


@cache
def _decides_itself(folder: str) -> bool:
    files = os.listdir(os.path.join(FOLDER, folder))
    return "settings.py" not in files and "distribution.py" not in files
