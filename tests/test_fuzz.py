"""A short run of the fuzzer; `make fuzz` is the long one."""

from __future__ import annotations

from tests.fuzz import SHARE_EMITTED, fuzz


def test_no_mutant_makes_a_traceback() -> None:
    tally = fuzz(count=400, seed=7)

    assert tally.crashes == []
    assert tally.emitted >= SHARE_EMITTED
