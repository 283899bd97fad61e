"""Values as the templates see them: the chart's defaults with somebody's values over them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from generator.core.charts.node import Chart, Node
from generator.core.charts.placeholder import unfilled


class UnknownValueError(Exception):
    """A value is still to be filled in by something else, so nothing can be said about it."""


class Merged:
    """Reads single values by dotted path. Long texts and lists of maps have no default here: no rule asks for one."""

    def __init__(self, chart: Chart, values: Mapping[str, object]) -> None:
        self.asked: set[str] = set()
        """Every path that was looked at."""
        self.minor = tuple(int(part) for part in chart.version.split(".")[:2])
        self._defaults = chart.values
        self._values = values

    def __call__(self, path: str) -> object:
        """Return the value at `path`; None where there is none. Raises UnknownValueError for a placeholder."""
        self.asked.add(path)
        node: Node | None = self._defaults
        value: object = self._values
        for key in path.split("."):
            node = node and (node.keys.get(key) or node.items)
            if isinstance(value, Mapping):
                value = value.get(key, msgspec.UNSET)
            elif value is not msgspec.UNSET:
                return None  # a plain value where the path goes on
            if value is None:
                return None  # Helm drops the key and with it the default
            if unfilled(value):
                raise UnknownValueError(path)
        return _default(node) if value is msgspec.UNSET else value

    def is_set(self, path: str) -> bool:
        """Return whether somebody set the path, to whatever but null."""
        self.asked.add(path)
        value: object = self._values
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        return value is not None


def _default(node: Node | None) -> object:
    if node is None:
        return None
    if node.table:
        return {key: _default(child) for key, child in node.keys.items()}
    return None if node.default is msgspec.UNSET else node.default
