"""The CEL engine: the compiled extension of `common-expression-language`, without its package.

`import cel` runs the package's `__init__`, which imports its command-line tool and with it typer, rich and
prompt_toolkit: 200 ms. The extension module beside it needs none of that and loads in 9 ms, so it is loaded as what
it is, a module of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType
from typing import Any


@cache
def engine() -> Any:
    """Return the extension module (`compile`, `Context`, `OptionalValue`); `ImportError` if it is not installed."""
    package = PathFinder.find_spec("cel")
    spec = PathFinder.find_spec("cel.cel", package.submodule_search_locations) if package else None
    if spec is None or spec.loader is None:
        raise ImportError("common-expression-language is not installed")
    loaded = sys.modules.get("cel.cel")
    if loaded is None:
        with _unlogged():
            loaded = module_from_spec(spec)
            spec.loader.exec_module(loaded)
        sys.modules["cel.cel"] = loaded  # a second copy of its types would not mix with these
    return loaded


@contextmanager
def _unlogged() -> Iterator[None]:
    """Whoever imports `logging` meanwhile, and has not before, gets one in which no level is enabled."""
    quiet = ModuleType("logging")
    quiet.getLogger = lambda _name=None: _Quiet()  # type: ignore[attr-defined]  # all that is asked of it
    mine = sys.modules.setdefault("logging", quiet) is quiet
    try:
        yield
    finally:
        if mine:
            del sys.modules["logging"]


class _Quiet:
    """A logger as the extension asks it."""

    def isEnabledFor(self, _level: int) -> bool:  # noqa: N802 - the name that `logging` gives it
        return False

    def getEffectiveLevel(self) -> int:  # noqa: N802 - as above
        return sys.maxsize
