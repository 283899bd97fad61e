"""The one contract. A component is a value, not a subclass: a folder of `generator/components/` that holds one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from generator.core.artifact import Artifact
from generator.core.claiming import Claiming
from generator.core.context import Context
from generator.core.derivation import Derivation
from generator.core.judgement import Check, Rule
from generator.core.offer import Offer

if TYPE_CHECKING:
    from generator.core.graph import Graph

S = TypeVar("S")


class Component(Struct, Generic[S], frozen=True, kw_only=True):
    """What the pipeline needs to know. Every part may be left out."""

    name: str
    """Folder (`_` for `-`), key of the inventory, prefix of its codes: one name."""
    settings: Any = None
    """Type of its section: a Section, or `tuple[Section, ...]`. None: it has no section and needs `active`."""
    requires: tuple[str, ...] = ()
    """Components whose settings it reads: they are resolved and asked first."""
    derivations: tuple[Derivation, ...] = ()
    offer: Callable[[Context, S], Iterator[Offer]] | None = None
    emit: Callable[[Context, S], Iterator[Artifact]] | None = None
    """Pure, and total on valid input. Sees every offer."""
    link: Callable[[Context, S, Graph], Iterator[Artifact]] | None = None
    """Emits what can only be known from the whole, patched object graph: Flux's Kustomizations."""
    checks: tuple[Check, ...] = ()
    rules: tuple[Rule, ...] = ()
    claims: tuple[Claiming, ...] = ()
    """Asked of clusters of a fleet only."""
    active: Callable[[Context], bool] | None = None
    """For components that no section switches on: whether this cluster has it."""

    @property
    def field(self) -> str:
        """Python name of its section on the inventory."""
        return self.name.replace("-", "_")

    def section(self, ctx: Context) -> tuple[bool, S]:
        """(whether it is on, its settings). `cluster` gets the facts of `core.inventory`; others without a section get None."""
        settings: Any = getattr(ctx.inventory, self.field, None)
        if self.active is not None:
            return self.active(ctx), settings
        return settings is not None and settings != (), settings
