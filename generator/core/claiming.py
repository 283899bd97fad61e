"""What clusters of a fleet may not share, or must say alike: beside checks and rules the third kind of judgement.

One cluster alone says what it claims; whether two claims can both be is seen once all clusters have said theirs
(`stages.claims`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, ClassVar, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator.core.context import Context
from generator.core.diagnostics import ERROR
from generator.core.offer import Offer

S = TypeVar("S")


class Claim(Offer, frozen=True, kw_only=True):
    """Something only one cluster of a fleet may have, or that all who have it must agree on.

    Two of different clusters with equal codes and keys are a problem, unless they agree, or their spans have nothing in common.
    """

    PLACED: ClassVar[bool] = True
    code: str = ""
    severity: str = ""
    """Both as declared by its `Claiming`."""
    what: str
    """In words, for the message: `cluster id 3`."""
    key: tuple[str, ...]
    agreed: str | None = None
    """What every cluster with this key must say alike; None: there may be one such cluster only."""
    span: tuple[int, int] | None = None
    """(first, last) of the numbers that are claimed; None: the key says it all."""
    path: str | tuple[str | int, ...] = ()
    hint: str | None = None


class Claiming(Struct, frozen=True, eq=False):
    """Makes the claims of one code. Its docstring is what `gen explain CODE` prints."""

    code: str
    severity: str
    run: Callable[[Context, Any], Iterator[Claim]]

    def claims(self, ctx: Context, settings: Any) -> list[Claim]:
        return [replace(one, code=self.code, severity=self.severity) for one in self.run(ctx, settings)]

    @property
    def explanation(self) -> str:
        return self.run.__doc__ or ""


def claiming(code: str, severity: str = ERROR) -> Callable[[Callable[[Context, S], Iterator[Claim]]], Claiming]:
    """Name what goes wrong when two clusters claim the same: `bgp/router-with-two-addresses`."""
    return lambda run: Claiming(code, severity, run)


def claims_of(module: ModuleType) -> tuple[Claiming, ...]:
    """Everything that a module claims, in its order."""
    return tuple(value for value in vars(module).values() if isinstance(value, Claiming))
