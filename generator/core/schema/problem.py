"""What a compiled schema says of a value, while the calls that found it return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.core.schema.crd import Json
from generator.core.schema.finding import Step
from generator.core.schema.scalars import Fault


class Problem:
    """One reason to refuse a value; `path` grows from the value outwards, so it is reversed in the end."""

    __slots__ = ("fault", "path")

    def __init__(self, fault: Fault, *path: Step) -> None:
        self.fault = fault
        self.path = list(path)


Check = Callable[[Any], list[Problem] | None]
"""The problems of a value, or `None`."""

Compile = Callable[[Json], Check]
"""Makes the check of a node, or returns the one that was made before."""
