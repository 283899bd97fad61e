"""The typed model and its JSON Schema are one language: same verdicts, and both documents made from it are up to date."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator import registry
from generator.commands.schema import docs, schema
from generator.core.diagnostics import Source
from generator.core.model import convert
from generator.core.places import Keys
from generator.pipeline import compile_all, distribution
from generator.stages import fleet
from generator.stages.load import load_document
from generator.stages.refuse import refuse
from generator.stages.validate import Empty, has_null, inventory_type, typed
from tests.fuzz import mutate, seeds
from tests.harness import ROOT

SEEDS = [
    (path, raw)
    for path, raw in seeds()
    if isinstance(raw.get("cluster"), dict) and not fleet.is_fleet(raw) and fleet.GROUPS not in raw
]


def _accepted(raw: dict[str, Any]) -> bool:
    """The verdict of the typed model, as the pipeline asks for it. A null is allowed where the model takes it as absence."""
    components = registry.named_by(raw, distribution(raw))
    try:
        typed(raw, components)
    except msgspec.ValidationError:
        return False
    except Empty:
        return True
    return True


def _place(path: Keys, *, key: bool = False) -> Source:
    return Source("inventory.yaml", len(path) + 1, 1 + key)


def _mutant(seed: int) -> dict[str, Any]:
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    raw = copy.deepcopy(dice.choice(SEEDS)[1])
    for _ in range(dice.choice((1, 1, 2, 4))):
        mutate(raw, SEEDS, dice)
    return raw


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_model_and_schema_agree(seed: int) -> None:
    """A null is the one thing that the schema may refuse alone: msgspec takes it for "not written" in places."""
    raw = _mutant(seed)
    refused = refuse(raw, _place)

    if has_null(raw) and _accepted(raw):
        assert all(d.code in {"inventory/empty", "inventory/type"} for d in refused), [d.message for d in refused]
    else:
        assert _accepted(raw) == (not refused), [d.message for d in refused]


def test_mutants_are_of_both_kinds() -> None:
    """So that the test above compares something."""
    verdicts = [_accepted(_mutant(seed)) for seed in range(300)]

    assert 60 < sum(verdicts) < 280


def test_every_case_is_of_the_language() -> None:
    wrong = [str(path) for path, raw in SEEDS if refuse(raw, _place)]

    assert wrong == []


def test_refusals_have_the_schemas_own_words() -> None:
    """`inventory/invalid` is what is said when a keyword of the schema has no message of its own."""
    found = {d.code for seed in range(600) for d in refuse(_mutant(seed), _place)}

    assert "inventory/invalid" not in found
    assert len(found) >= 6


def test_what_the_schema_lets_through_is_still_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the two verdicts ever to differ, the typed model's own words are shown instead of nothing."""
    monkeypatch.setattr("generator.stages.refuse.refuse", lambda _raw, _place, **_more: [])
    loaded = load_document("inventory.yaml", b"{apiVersion: infraflux.dev/v1alpha1, kind: Inventory, cluster: 7}")

    (cluster,) = compile_all(loaded)

    (said,) = cluster.diagnostics
    assert f"{said.source}: {said.message} [{said.code}]" == (
        "inventory.yaml:1:1: Expected `object`, got `int` - at `$.cluster` [inventory/invalid]"
    )


def test_schema_is_valid() -> None:
    document = json.loads(schema())

    Draft202012Validator.check_schema(document)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_key_of_the_schema_is_described() -> None:
    """Editors show the description beside the key."""
    document = json.loads(schema())
    silent = [
        f"{name}.{key}"
        for name, kind in document.get("$defs", {}).items()
        for key, value in kind.get("properties", {}).items()
        if "description" not in value and "const" not in value and "enum" not in value
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("file", "make", "command"),
    [
        ("schemas/inventory.schema.json", schema, "gen schema > schemas/inventory.schema.json"),
        ("docs/inventory.md", docs, "gen schema --docs > docs/inventory.md"),
    ],
)
def test_documents_are_up_to_date(file: str, make: Any, command: str) -> None:
    assert (ROOT / file).read_text(encoding="utf-8").strip() == make().strip(), f"run: {command}"


def test_the_whole_language_converts() -> None:
    """Every component's section at once, as `gen schema` writes them."""
    whole = inventory_type(registry.everything())

    with pytest.raises(msgspec.ValidationError, match="missing required field"):
        convert({}, whole)
