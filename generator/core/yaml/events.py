"""Where YAML events come from: libyaml where PyYAML was built with it, PyYAML's own parser elsewhere."""

from __future__ import annotations

from typing import Any, Protocol

try:
    from yaml._yaml import CParser
except ImportError:  # a PyYAML without libyaml: slower, same events
    CParser = None  # type: ignore[assignment,misc]  # stands for the missing class


class Parser(Protocol):
    """Gives one event of `yaml.events` after the other; raises YAMLError where the text is no YAML."""

    def get_event(self) -> Any: ...


def open_parser(data: bytes) -> Parser:
    """A parser of UTF-8 text without a byte order mark."""
    return _python_parser(data) if CParser is None else CParser(data)


def _python_parser(data: bytes) -> Parser:
    from yaml.parser import Parser as EventParser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class PythonParser(Reader, Scanner, EventParser):
        def __init__(self) -> None:
            Reader.__init__(self, data)
            Scanner.__init__(self)
            EventParser.__init__(self)

    return PythonParser()
