"""Which claims of a fleet collide."""

from __future__ import annotations

import random

from generator.core.diagnostics import Source
from generator.stages.claims import Claimed, colliding, collisions


def _claim(cluster: str, first: int, last: int, key: str = "link") -> Claimed:
    return Claimed(
        cluster=cluster, code="x/y", severity="error", key=(key,), what=f"{first} to {last}", span=(first, last),
        hint=None, source=Source("inventory.yaml", first + 1, 1),
    )  # fmt: skip


def test_spans_that_share_a_number_collide() -> None:
    found = [_claim("a", 0, 9), _claim("b", 9, 12), _claim("c", 13, 20)]

    assert [d.message for d in collisions(found)] == ["clusters 'a' and 'b' overlap: 0 to 9, and 9 to 12"]


def test_a_span_that_reaches_over_others_is_found_behind_them() -> None:
    found = [_claim("a", 0, 99), _claim("a", 1, 2), _claim("b", 3, 4), _claim("c", 50, 51)]

    assert [(d.source.line, d.notes[0].source.line) for d in collisions(found)] == [(4, 1), (51, 1)]


def test_other_keys_and_ones_own_spans_do_not_count() -> None:
    assert not colliding([_claim("a", 0, 9), _claim("a", 5, 9), _claim("b", 0, 9, key="another link")])


def test_every_cluster_that_overlaps_is_found() -> None:
    """Held against a look at every pair."""
    dice = random.Random(7)  # noqa: S311 - not for secrets
    for _ in range(300):
        starts = [dice.randrange(60) for _ in range(12)]
        found = [_claim(dice.choice("abcd"), start, start + dice.randrange(9)) for start in starts]
        pairs = [(one, two) for one in found for two in found if one.cluster != two.cluster]
        met = [two for one, two in pairs if _common(one, two) and (two.span or (0,))[0] >= (one.span or (0,))[0]]

        said = {d.source.line for d in collisions(found)}

        assert said <= {one.source.line for one in met}
        assert bool(said) == bool(met)
        assert colliding(found) <= {claim.cluster for pair in pairs if _common(*pair) for claim in pair}


def _common(one: Claimed, two: Claimed) -> bool:
    assert one.span is not None
    assert two.span is not None
    return one.span[0] <= two.span[1] and two.span[0] <= one.span[1]
