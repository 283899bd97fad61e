"""Derivations: what follows from the inventory without being asked, each as a named rule."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from msgspec import Struct


class Underivable(Exception):  # noqa: N818 - a verdict on the inventory, not a fault of ours
    """Nothing follows from what is written: the field must be given. The message says why."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Derivation(Struct, frozen=True):
    """Fills one field when it was not written."""

    path: str
    """Below the section: `routing.mode`, `routers[].localASN`. In the inventory's spelling."""
    inputs: tuple[str, ...]
    """Paths of the inventory that the answer depends on."""
    run: Callable[..., Any]
    """(ctx, section, …every object on the way down…) -> value. May raise Underivable."""

    @property
    def name(self) -> str:
        return self.run.__name__

    @property
    def explanation(self) -> str:
        return self.run.__doc__ or ""


def derive(path: str, *inputs: str) -> Callable[[Callable[..., Any]], Derivation]:
    """Name a derivation. Its docstring is the rule in words."""
    return lambda run: Derivation(path, inputs, run)


def derivations_of(module: ModuleType) -> tuple[Derivation, ...]:
    """Every derivation that a module defines, in its order: later ones may read what earlier ones filled."""
    return tuple(value for value in vars(module).values() if isinstance(value, Derivation))
