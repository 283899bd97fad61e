"""Modules of ours, and of the standard library, without looking for their files."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` and `importlib` would cost more than the image saves
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
    from typing import Any

    Module = tuple[str, bool, CodeType]
    """(path of its source, whether it is a package, its code)"""
else:
    ModuleSpec, ModuleType = type(__spec__), type(sys)

TOP = "generator."


class Finder:
    """Finds and loads the modules that are held; everything else is left to the interpreter."""

    def __init__(self, held: Callable[[str], Module | None]) -> None:
        self._held = held
        self.before = frozenset(sys.modules)
        """What was imported before there was an image to look at."""
        self._ready: dict[str, Module] = {}
        self._found: dict[str, Module] = {}
        self.finished: dict[str, Module] = {}
        """What came from here since `run`, in the order in which it was complete."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002 - the protocol of finders
        found = self._ready.get(name) or self._held(name)
        if found is None:
            return None
        self._found[name] = found
        return self._spec(name, found)

    def _spec(self, name: str, module: Module) -> ModuleSpec:
        source, is_package, _ = module
        spec = ModuleSpec(name, self, origin=source, is_package=is_package)  # type: ignore[arg-type]  # a loader by what it does
        if is_package:
            spec.submodule_search_locations = [os.path.dirname(source)]
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:  # noqa: ARG002 - the protocol of loaders
        return None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        found = self._found.pop(name)
        module.__file__ = found[0]
        exec(found[2], vars(module))  # noqa: S102 - that is what it is to import
        self.finished[name] = found

    def run(self, ready: dict[str, Module]) -> None:
        """Import modules in an order in which each needs only those before it: without the interpreter's search, where that can be.

        A package is complete after what it imports of its own, so until its turn comes it stands there empty. None of ours
        takes a name from the package it is in (`tests/test_layers.py`).
        """
        self._ready, self.finished = ready, {}
        empty: dict[str, ModuleType] = {}
        for name, held in ready.items():
            if name in sys.modules and name not in empty:
                continue
            above = name.rpartition(".")[0]
            if not above or self._stand(above, ready, empty):
                self._run(name, held, empty.pop(name, None))
            elif above in ready:
                __import__(name)
        for name in empty:  # its turn never came
            del sys.modules[name]

    def _stand(self, package: str, ready: dict[str, Module], empty: dict[str, ModuleType]) -> bool:
        """Whether there is a package for a module to be in; one whose turn is to come is made."""
        if package in sys.modules:
            return True
        if not package.startswith(TOP) or package not in ready:
            return False  # what others take from the package they are in nobody knows
        if not self._stand(package.rpartition(".")[0], ready, empty):
            return False
        empty[package] = self._made(package, ready[package])
        return True

    def _made(self, name: str, held: Module) -> ModuleType:
        above, _, last = name.rpartition(".")
        source, is_package, _ = held
        spec = self._spec(name, held)
        module = sys.modules[name] = ModuleType(name)
        vars(module).update(__spec__=spec, __loader__=self, __file__=source, __package__=name if is_package else above)
        if is_package:
            module.__path__ = spec.submodule_search_locations or []
        if above:
            setattr(sys.modules[above], last, module)
        return module

    def _run(self, name: str, held: Module, module: ModuleType | None) -> None:
        module = module or self._made(name, held)
        try:
            exec(held[2], vars(module))  # noqa: S102 - as above
        except BaseException:
            del sys.modules[name]
            raise
        self.finished[name] = held


def use(held: Callable[[str], Module | None]) -> None:
    """Ask for modules here first."""
    if _finder() is None:
        sys.meta_path.insert(0, Finder(held))


def run(ready: dict[str, Module]) -> dict[str, Module]:
    """Import these modules; each needs only those before it, or what is imported already.

    Returns where they, and all that follow until the next `run`, will be found in the order in which they were complete.
    """
    finder = _finder()
    if finder is None:
        return {}
    finder.run(ready)
    return finder.finished


def missed() -> dict[str, Module]:
    """The modules that had to be looked for, ready to be held."""
    finder = _finder()
    before = finder.before if finder is not None else frozenset()
    return {
        name: _read(module)
        for name, module in sorted(sys.modules.items())
        if name not in before and (name.startswith(TOP) or _is_standard(name)) and _has_code(module)
    }


def _is_standard(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


def _finder() -> Finder | None:
    return next((finder for finder in sys.meta_path if isinstance(finder, Finder)), None)


def _has_code(module: ModuleType) -> bool:
    return type(_loader(module)).__name__ == "SourceFileLoader" and bool(getattr(module, "__file__", None))


def _loader(module: ModuleType) -> Any:
    return getattr(getattr(module, "__spec__", None), "loader", None)  # `typing.io` is a class


def _read(module: ModuleType) -> Module:
    return (str(module.__file__), hasattr(module, "__path__"), _loader(module).get_code(module.__name__))
