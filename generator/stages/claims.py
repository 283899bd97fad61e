"""What only one cluster of a fleet may have: equal claims of different clusters are a problem at both ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.core.claiming import Claim
from generator.core.context import Context
from generator.core.diagnostics import Diagnostic, Note, Source
from generator.core.places import Locator


class Claimed(Struct, frozen=True, kw_only=True):
    """A claim, perhaps with its place: plain data, so that it can cross processes."""

    cluster: str
    code: str
    severity: str
    key: tuple[str, ...]
    what: str
    agreed: str | None = None
    span: tuple[int, int] | None = None
    hint: str | None
    source: Source = Source("")

    def meets(self, other: Claimed) -> bool:
        """Whether the two cannot both be: of different clusters, and not saying the same where that is allowed."""
        return self.cluster != other.cluster and (self.agreed is None or self.agreed != other.agreed)


def claims(ctx: Context, locator: Locator | None = None) -> tuple[Claimed, ...]:
    """The claims of one cluster. Places cost a second reading: they are asked for once something collides."""
    return tuple(
        Claimed(
            cluster=ctx.cluster.name,
            code=claim.code,
            severity=claim.severity,
            key=claim.key,
            what=claim.what,
            agreed=claim.agreed,
            span=claim.span,
            hint=claim.hint,
            source=locator.source(claim.about[0], claim.path) if locator is not None and claim.about else Source(""),
        )
        for claim in ctx.offers(Claim)
    )


def colliding(found: Iterable[Claimed]) -> set[str]:
    """Clusters that claim what another one claims too, or say otherwise what all must say alike."""
    return {claim.cluster for pair in _met(found) for claim in pair}


def collisions(found: Iterable[Claimed]) -> Iterator[Diagnostic]:
    """One finding per claim that comes second, the first one as its note."""
    for other, claim in _met(found):
        if claim.agreed is not None:
            message, note = f"cluster {claim.cluster!r} has {claim.what}", other.what
        elif claim.what == other.what:
            message, note = f"clusters {other.cluster!r} and {claim.cluster!r} both have {claim.what}", "it"
        else:
            message = f"clusters {other.cluster!r} and {claim.cluster!r} overlap: {other.what}, and {claim.what}"
            note = other.what
        yield Diagnostic(
            code=claim.code,
            severity=claim.severity,
            message=message,
            hint=claim.hint,
            source=claim.source,
            notes=(Note(other.source, f"cluster {other.cluster!r} has {note} here"),),
        )


def _met(found: Iterable[Claimed]) -> Iterator[tuple[Claimed, Claimed]]:
    """(one that comes first, a later one) that cannot both be."""
    first: dict[tuple[str, tuple[str, ...]], Claimed] = {}
    spans: dict[tuple[str, tuple[str, ...]], list[tuple[int, int, Claimed]]] = {}
    for claim in found:
        key = (claim.code, claim.key)
        if claim.span is not None:
            spans.setdefault(key, []).append((*claim.span, claim))
        elif claim.meets(other := first.setdefault(key, claim)):
            yield other, claim
    for several in spans.values():
        yield from _overlapping(several)


def _overlapping(found: list[tuple[int, int, Claimed]]) -> Iterator[tuple[Claimed, Claimed]]:
    """Each with one before it that reaches into it. Two that reach furthest, of different clusters, are enough to know of."""
    furthest: dict[str, tuple[int, Claimed]] = {}
    for start, end, claim in sorted(found, key=lambda one: one[0]):
        for last, other in furthest.values():
            if last >= start and claim.meets(other):
                yield other, claim
                break
        if claim.cluster not in furthest or furthest[claim.cluster][0] < end:
            furthest[claim.cluster] = (end, claim)
            furthest = dict(sorted(furthest.items(), key=lambda item: -item[1][0])[:2])
