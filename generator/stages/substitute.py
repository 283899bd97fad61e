"""Flux variables in the finished tree: written so that Flux replaces what is declared and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.core.context import Context
from generator.core.graph import Object
from generator.core.layout import unit_name
from generator.core.offer import Variable
from generator.core.substitution import escaped, filled


def escape(objects: tuple[Object, ...], ctx: Context) -> tuple[Object, ...]:
    """Every other dollar doubled, in the units where Flux substitutes. Elsewhere a dollar is a dollar."""
    names = [variable.name for variable in ctx.offers(Variable)]
    substituting = {
        item.name for item in objects if names and item.kind == "Kustomization" and item.spec.get("postBuild")
    }
    if not substituting:
        return objects
    return tuple(
        _changed(item, escaped(item.document, names)) if _unit(item) in substituting and not _encrypted(item) else item
        for item in objects
    )


def fill(objects: Iterable[Object], ctx: Context) -> tuple[Object, ...]:
    """The objects as they are judged: examples stand in for the values."""
    values: Mapping[str, str] = {variable.name: variable.example for variable in ctx.offers(Variable)}
    if not values:
        return tuple(objects)
    return tuple(_changed(item, filled(item.document, values)) for item in objects)


def _unit(item: Object) -> str:
    return unit_name(item.unit or "")


def _encrypted(item: Object) -> bool:
    """Copied byte by byte; ciphertext holds no dollar."""
    return "sops" in item.document or item.kind == "SealedSecret"


def _changed(item: Object, document: dict[str, object]) -> Object:
    return item if document == item.document else item.holding(document)
