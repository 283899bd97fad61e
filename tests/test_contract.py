"""What every component keeps to, whichever there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
import pytest

from generator import registry
from generator.core.claiming import Claiming
from generator.core.component import Component
from generator.core.judgement import Check, Rule
from generator.core.model import Section
from generator.core.order import lists
from generator.stages.validate import inventory_type
from tests.harness import COMPONENTS

EVERY = registry.everything()


def _judgements(component: Component[Any]) -> tuple[Check | Rule | Claiming, ...]:
    return (*component.checks, *component.rules, *component.claims)


JUDGED = [(c, one) for c in EVERY for one in _judgements(c)]


def sections(kind: Any, seen: set[type] | None = None) -> Iterator[type[Section]]:
    """Every Section below a type."""
    seen = set() if seen is None else seen
    if isinstance(kind, type) and issubclass(kind, Section) and kind not in seen:
        seen.add(kind)
        yield kind
        for field in msgspec.structs.fields(kind):
            yield from sections(field.type, seen)
    for inner in get_args(kind):
        yield from sections(inner, seen)


@pytest.mark.parametrize("component", EVERY, ids=lambda c: c.name)
def test_every_field_has_a_description(component: Component[Any]) -> None:
    silent = [
        f"{section.__name__}.{field.encode_name}"
        for section in sections(component.settings)
        for field in msgspec.structs.fields(section)
        if not _described(field.type)
    ]

    assert silent == []


def _described(kind: Any) -> bool:
    return any(isinstance(meta, msgspec.Meta) and meta.description for meta in getattr(kind, "__metadata__", ()))


@pytest.mark.parametrize("section", sorted(sections(inventory_type(tuple(EVERY))), key=str), ids=lambda s: s.__name__)
def test_a_list_of_named_things_says_what_its_order_means(section: type[Section]) -> None:
    """It is `Unordered`, or its description tells what the first, or a later one, is."""
    known = lists(section).below
    silent = [
        field.encode_name
        for field in msgspec.structs.fields(section)
        if _lists_names(field.type)
        and not (field.encode_name in known and known[field.encode_name].unordered)
        and not re.search(r"\b(first|later)\b", _description(field.type))
    ]

    assert silent == []


def _lists_names(kind: Any) -> bool:
    """Whether a type is a list of sections with a name."""
    inner = get_args(kind)
    if get_origin(kind) is tuple:
        return isinstance(inner[0], type) and issubclass(inner[0], Section) and "name" in inner[0].__struct_fields__
    return any(map(_lists_names, inner))


def _description(kind: Any) -> str:
    metas = [meta.description for meta in getattr(kind, "__metadata__", ()) if isinstance(meta, msgspec.Meta)]
    return " ".join(filter(None, metas))


@pytest.mark.parametrize("component", EVERY, ids=lambda c: c.name)
def test_no_section_is_shared_as_a_default(component: Component[Any]) -> None:
    """`resolve` fills sections in place: a default must be made anew for every inventory."""
    shared = [
        f"{section.__name__}.{field.encode_name}"
        for section in sections(component.settings)
        for field in msgspec.structs.fields(section)
        if isinstance(field.default, Section)
    ]

    assert shared == []


@pytest.mark.parametrize(("component", "one"), JUDGED, ids=lambda v: getattr(v, "code", getattr(v, "name", "")))
def test_codes_carry_the_name_of_their_component(component: Component[Any], one: Check | Rule | Claiming) -> None:
    prefix, _, rest = one.code.partition("/")

    assert prefix == component.name
    assert rest == one.run.__name__.replace("_", "-")


@pytest.mark.parametrize(("component", "one"), JUDGED, ids=lambda v: getattr(v, "code", getattr(v, "name", "")))
def test_every_judgement_explains_itself(component: Component[Any], one: Check | Rule | Claiming) -> None:
    assert component.name
    assert len(one.explanation.split()) >= 8, f"{one.code}: say what breaks in the cluster, and the source"


def test_codes_are_unique() -> None:
    """A claim may have the name of a check: that one judges a single cluster."""
    codes = [one.code for _, one in JUDGED if not isinstance(one, Claiming)]

    assert len(codes) == len(set(codes))


def _findings() -> str:
    return "".join(p.read_text(encoding="utf-8") for p in Path(COMPONENTS).glob("*/cases/*/findings.txt"))


@pytest.mark.parametrize(("component", "one"), JUDGED, ids=lambda v: getattr(v, "code", getattr(v, "name", "")))
def test_every_judgement_has_a_case_that_triggers_it(component: Component[Any], one: Check | Rule | Claiming) -> None:
    assert component.name
    assert f"[{one.code}]" in _findings(), f"no case under components/{component.field}/cases shows {one.code}"


@pytest.mark.parametrize("component", EVERY, ids=lambda c: c.name)
def test_every_derivation_explains_itself(component: Component[Any]) -> None:
    silent = [d.name for d in component.derivations if len(d.explanation.split()) < 3]

    assert silent == []
