"""Modules of ours without looking for their files."""

from __future__ import annotations

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` and `importlib` would cost more than the image saves
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any
else:
    ModuleSpec = type(__spec__)

TOP = "generator."

Module = tuple[str, bool, bytes]
"""(path of its source, whether it is a package, its code)"""


class Finder:
    """Finds and loads the modules that it holds; everything else is left to the interpreter."""

    def __init__(self, held: dict[str, Module]) -> None:
        self.held = held

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002 - the protocol of finders
        found = self.held.get(name)
        if found is None:
            return None
        source, is_package, _ = found
        spec = ModuleSpec(name, self, origin=source, is_package=is_package)  # type: ignore[arg-type]  # a loader by what it does
        if is_package:
            spec.submodule_search_locations = [os.path.dirname(source)]
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:  # noqa: ARG002 - the protocol of loaders
        return None

    def exec_module(self, module: ModuleType) -> None:
        source, _, code = self.held[module.__name__]
        module.__file__ = source
        exec(marshal.loads(code), vars(module))  # noqa: S102, S302 - as the interpreter does with its own cache


def use(held: dict[str, Module]) -> None:
    """Ask for modules here first."""
    if held and not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, Finder(held))


def lacking() -> bool:
    """Whether modules of ours were imported that nobody holds."""
    held = next((finder.held for finder in sys.meta_path if isinstance(finder, Finder)), {})
    return any(name not in held for name in _elsewhere())


def missed() -> dict[str, Module]:
    """The modules of ours that were imported from elsewhere, ready to be held."""
    return {name: _held(sys.modules[name]) for name in _elsewhere()}


def _elsewhere() -> list[str]:
    return [name for name, module in sorted(sys.modules.items()) if name.startswith(TOP) and _has_code(module)]


def _has_code(module: ModuleType) -> bool:
    return hasattr(_loader(module), "get_code") and bool(getattr(module, "__file__", None))


def _loader(module: ModuleType) -> Any:
    return getattr(module.__spec__, "loader", None)


def _held(module: ModuleType) -> Module:
    code = _loader(module).get_code(module.__name__)
    return (str(module.__file__), hasattr(module, "__path__"), marshal.dumps(code))
