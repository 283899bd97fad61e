"""A short run of the fuzzer; `make fuzz` is the long one."""

from __future__ import annotations

import random
from pathlib import Path

from generator.commands.lint import lint
from generator.core.yaml import dump_all, load
from tests.fuzz import SHARE_EMITTED, fuzz, manifests, overlay


def test_no_mutant_makes_a_traceback() -> None:
    tally = fuzz(count=400, seed=7)

    assert tally.crashes == []
    assert tally.emitted >= SHARE_EMITTED


def test_no_manifest_makes_a_traceback(tmp_path: Path) -> None:
    """Trees that nobody generated, a few manifests each, one of them of the wrong shape."""
    dice = random.Random(11)  # noqa: S311 - not for secrets
    failed = stopped = 0
    for number in range(120):
        ((_, damaged),) = overlay(dice).items()
        some = [document for _, document in dice.sample(manifests(), 6)]
        file = tmp_path / f"{number}.yaml"
        file.write_text(dump_all([*some, load(damaged)[0]]), encoding="utf-8")
        counts = lint((str(file),)).counts
        failed += bool(counts["manifests"]["failed"])
        stopped += bool(counts["rules"]["not checked"])

    assert failed > 60
    assert stopped > 5
