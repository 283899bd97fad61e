"""What only one cluster of a fleet may have: equal claims of different clusters are a problem at both ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.core.context import Context
from generator.core.diagnostics import Diagnostic, Note, Source
from generator.core.offer import Claim
from generator.core.places import Locator


class Claimed(Struct, frozen=True, kw_only=True):
    """A claim, perhaps with its place: plain data, so that it can cross processes."""

    cluster: str
    code: str
    severity: str
    key: tuple[str, ...]
    what: str
    agreed: str | None = None
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
            hint=claim.hint,
            source=locator.source(claim.about[0], claim.path) if locator is not None and claim.about else Source(""),
        )
        for claim in ctx.offers(Claim)
    )


def colliding(found: Iterable[Claimed]) -> set[str]:
    """Clusters that claim what another one claims too, or say otherwise what all must say alike."""
    first: dict[tuple[str, tuple[str, ...]], Claimed] = {}
    clusters: set[str] = set()
    for claim in found:
        other = first.setdefault((claim.code, claim.key), claim)
        if claim.meets(other):
            clusters |= {other.cluster, claim.cluster}
    return clusters


def collisions(found: Iterable[Claimed]) -> Iterator[Diagnostic]:
    """One finding per claim that comes second, the first one as its note."""
    first: dict[tuple[str, tuple[str, ...]], Claimed] = {}
    for claim in found:
        other = first.setdefault((claim.code, claim.key), claim)
        if claim.meets(other):
            if claim.agreed is None:
                message, note = f"clusters {other.cluster!r} and {claim.cluster!r} both have {claim.what}", "it"
            else:
                message, note = f"cluster {claim.cluster!r} has {claim.what}", other.what
            yield Diagnostic(
                code=claim.code,
                severity=claim.severity,
                message=message,
                hint=claim.hint,
                source=claim.source,
                notes=(Note(other.source, f"cluster {other.cluster!r} has {note} here"),),
            )
