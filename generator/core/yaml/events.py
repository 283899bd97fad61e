"""Where YAML events come from: libyaml where PyYAML was built with it, PyYAML's own parser elsewhere."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # to make a Protocol takes longer than to import the rest
    from typing import Protocol

    class Parser(Protocol):
        """Gives one event of `yaml.events` after the other; raises YAMLError where the text is no YAML."""

        def get_event(self) -> Any: ...
else:
    Parser = Any


def open_parser(data: bytes) -> Parser:
    """A parser of UTF-8 text without a byte order mark."""
    return python_parser(data) if CParser is None else CParser(data)


def python_parser(data: bytes) -> Parser:
    """PyYAML's own parser: slower, and without limits of its own."""
    from yaml.parser import Parser as EventParser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class PythonParser(Reader, Scanner, EventParser):
        def __init__(self) -> None:
            Reader.__init__(self, data)
            Scanner.__init__(self)
            EventParser.__init__(self)

    return PythonParser()


def _c_parser() -> Any:
    """PyYAML's C parser, without the package around it; None when PyYAML was built without libyaml.

    `import yaml` imports every reader and writer in Python, and compiles a table of characters that alone takes longer
    than reading an inventory: 8 ms. The extension asks those modules for nothing but the names of their errors.
    """
    found = PathFinder.find_spec("yaml")
    mine = found is not None and "yaml" not in sys.modules
    if found is not None and mine:
        package = sys.modules["yaml"] = ModuleType("yaml")
        package.__path__ = list(found.submodule_search_locations or ())
        vars(package).update(dict.fromkeys(_LEFT_OUT, _Errors()))
    try:
        import yaml.error
        import yaml.events
        import yaml.nodes
        import yaml.tokens  # noqa: F401 - the extension finds it in the package
        from yaml._yaml import CParser
    except ImportError:
        return None
    finally:
        if mine:
            del sys.modules["yaml"]  # whoever imports it gets the real one
    return CParser


_LEFT_OUT = ("reader", "scanner", "parser", "composer", "constructor", "emitter", "serializer", "representer")


class _Errors:
    """Stands for a module of PyYAML where the extension looks for its errors."""

    def __getattr__(self, name: str) -> type[Exception]:
        errors = sys.modules["yaml.error"]
        found: type[Exception] = errors.YAMLError if name == "ReaderError" else errors.MarkedYAMLError
        return found


CParser = _c_parser()
if TYPE_CHECKING or CParser is None:
    from yaml import events
    from yaml.error import MarkedYAMLError, YAMLError
else:
    events = sys.modules["yaml.events"]
    MarkedYAMLError, YAMLError = sys.modules["yaml.error"].MarkedYAMLError, sys.modules["yaml.error"].YAMLError

__all__ = ["MarkedYAMLError", "Parser", "YAMLError", "events", "open_parser", "python_parser"]
