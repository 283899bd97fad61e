"""What a build would do to the tree, and what it did."""

from __future__ import annotations

from msgspec import Struct

from generator.core.diagnostics import Diagnostic, errors


class Changes(Struct, frozen=True, kw_only=True):
    """What a build would do to the tree. Paths are sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Generated files that somebody edited by hand: left alone."""
    foreign: tuple[str, ...] = ()
    """Files that stand where a generated one belongs, and are not ours: left alone."""
    same: int = 0

    @property
    def written(self) -> tuple[str, ...]:
        return tuple(sorted((*self.added, *self.changed, *self.removed)))

    @property
    def clean(self) -> bool:
        return not (self.written or self.kept or self.foreign)


class Outcome(Struct, frozen=True, kw_only=True):
    """What happened. `changes` is None when nothing could be compiled."""

    diagnostics: tuple[Diagnostic, ...] = ()
    changes: Changes | None = None
    sources: dict[str, bytes] = {}
    wrote: bool = False
    commit: str | None = None
    clusters: int = 0
    fleet: bool = False
    """Whether the tree has a level per cluster."""

    @property
    def invalid(self) -> bool:
        return bool(errors(self.diagnostics))
