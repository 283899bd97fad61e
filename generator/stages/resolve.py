"""Fill every field that was left to be derived, before anything is emitted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import force_setattr

from generator.core.component import Component
from generator.core.context import Context
from generator.core.derivation import Derivation, Underivable
from generator.core.judgement import Problem
from generator.registry import FIRST

UNDERIVABLE = "inventory/underivable"


def resolve(ctx: Context, components: tuple[Component[Any], ...]) -> Iterator[tuple[str, Problem]]:
    """Run all derivations in order. Yields (code, problem) for what nothing can be derived for.

    Whoever reads a component that has a hole is left out: its problems would only be consequences.
    """
    holes: set[str] = set()
    for component in components:
        on, _ = component.section(ctx)
        if on and holes & {FIRST, *component.requires}:
            holes.add(component.name)  # nothing is filled here: to whoever reads it, it has holes as well
            continue
        if not on:
            continue
        if component.derivations:
            found = ctx.settle(component.field, partial(_filled, ctx, component))
            if found:
                holes.add(component.name)
            yield from found


def _filled(ctx: Context, component: Component[Any], section: Any) -> list[tuple[str, Problem]]:
    return [found for derivation in component.derivations for found in _fill(ctx, section, derivation)]


def _fill(ctx: Context, section: Any, derivation: Derivation) -> Iterator[tuple[str, Problem]]:
    *way, last = derivation.path.replace("[]", "").split(".")
    for chain in _owners((section,), way):
        owner = chain[-1]
        field = _field(type(owner), last)
        if getattr(owner, field) is not UNSET:
            continue
        try:
            force_setattr(owner, field, derivation.run(ctx, *chain))
        except Underivable as stop:
            yield UNDERIVABLE, Problem(owner, last, stop.message, stop.hint)


def _owners(chain: tuple[Any, ...], way: list[str]) -> Iterator[tuple[Any, ...]]:
    """Every object that `way` leads to, and all objects on the way down. Lists are walked, absent parts end it."""
    here = chain[-1]
    if isinstance(here, tuple):
        for item in here:
            yield from _owners((*chain[:-1], item) if len(chain) > 1 else (here, item), way)
    elif here is None or here is UNSET or not isinstance(here, Struct):
        return
    elif not way:
        yield chain
    else:
        yield from _owners((*chain, getattr(here, _field(type(here), way[0]))), way[1:])


def _field(kind: type[Struct], written: str) -> str:
    names = kind.__struct_encode_fields__
    if written not in names:
        raise AssertionError(f"{kind.__name__} has no field {written!r}")
    return kind.__struct_fields__[names.index(written)]
