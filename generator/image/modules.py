"""Modules of ours without looking for their files."""

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
        """Import modules in an order in which each needs only those before it: without the interpreter's search, where that can be."""
        self._ready, self.finished = ready, {}
        for name in ready:
            if name in sys.modules:
                continue
            if name.rpartition(".")[0] in sys.modules:
                self._run(name, ready[name])
            else:  # a package that imports modules of its own is complete after them
                __import__(name)

    def _run(self, name: str, held: Module) -> None:
        above, _, last = name.rpartition(".")
        source, is_package, code = held
        spec = self._spec(name, held)
        module = sys.modules[name] = ModuleType(name)
        vars(module).update(__spec__=spec, __loader__=self, __file__=source, __package__=name if is_package else above)
        if is_package:
            module.__path__ = spec.submodule_search_locations or []
        try:
            exec(code, vars(module))  # noqa: S102 - as above
        except BaseException:
            del sys.modules[name]
            raise
        setattr(sys.modules[above], last, module)
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
    """The modules of ours that had to be looked for, ready to be held."""
    finder = _finder()
    before = finder.before if finder is not None else frozenset()
    return {
        name: _read(module)
        for name, module in sorted(sys.modules.items())
        if name.startswith(TOP) and name not in before and _has_code(module)
    }


def _finder() -> Finder | None:
    return next((finder for finder in sys.meta_path if isinstance(finder, Finder)), None)


def _has_code(module: ModuleType) -> bool:
    return hasattr(_loader(module), "get_code") and bool(getattr(module, "__file__", None))


def _loader(module: ModuleType) -> Any:
    return getattr(module.__spec__, "loader", None)


def _read(module: ModuleType) -> Module:
    return (str(module.__file__), hasattr(module, "__path__"), _loader(module).get_code(module.__name__))
