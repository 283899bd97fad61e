"""Whatever components offer to be checked is something that the validation script can check."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.components.validation.library import check, kinds, library
from generator.components.validation.probes import GROUPS
from generator.components.validation.script import call
from generator.core.offer import Probe
from tests.harness import ROOT, compiled, sound_cases

INVENTORIES = [ROOT / "inventory.yaml", *(case / "inventory.yaml" for case in sound_cases())]


@pytest.mark.parametrize("inventory", INVENTORIES, ids=lambda p: "/".join(p.parts[-4:-1]))
def test_every_offered_kind_is_known_with_its_facts(inventory: Path) -> None:
    clusters, _ = compiled(inventory)

    assert clusters
    for cluster in clusters:
        assert cluster.ctx is not None
        assert cluster.graph is not None
        found = [probe for group in GROUPS for probe in group(cluster.ctx, cluster.graph)]
        assert {probe.kind for probe in found} <= set(kinds())
        assert [p.name for p in found if not set(check(p.kind).facts) <= p.facts.keys()] == []


def test_every_function_can_be_had() -> None:
    text = library(frozenset(kinds()))

    assert [kind for kind in kinds() if f"\n{kind.replace('-', '_')}() {{ # " not in f"\n{text}"] == []


def test_unknown_kind_is_said() -> None:
    line = call(Probe(name="weather", kind="weather"))

    assert line == "wanted weather && cannot 'this script has no check of kind weather' && conclude\n"


def test_what_flux_replaces_is_not_checked() -> None:
    line = call(Probe(name="pool-${NAME}", kind="pool", facts={"name": "${NAME}", "disabled": False}))

    assert line == "wanted pool-NAME && cannot 'depends on a variable that Flux replaces' && conclude\n"


def test_facts_cannot_become_commands() -> None:
    line = call(Probe(name="x", kind="pool", facts={"name": "$(reboot) 'y'", "disabled": True}))

    assert line == """wanted x && pool '$(reboot) '"'"'y'"'"'' true\n"""
