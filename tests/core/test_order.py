"""Lists whose order says nothing: one order for all, and the way back to what was written."""

import random
from typing import Any

from generator.core.model import Section, Unordered
from generator.core.order import Orders, arranged, as_written, lists
from tests.fuzz import seeds
from tests.test_invariants import LISTS, shuffled


class Item(Section, frozen=True):
    """An item."""

    name: str
    tags: Unordered[str] = ()
    steps: tuple[str, ...] = ()


class Whole(Section, frozen=True):
    """A list in any order, one in order."""

    items: Unordered[Item] = ()
    steps: tuple[Item, ...] = ()


KNOWN = lists(Whole)


def test_only_unordered_lists_are_arranged() -> None:
    raw = {
        "items": [{"name": "b", "tags": ["y", "x"], "steps": ["2", "1"]}, {"name": "a"}],
        "steps": [{"name": "b", "tags": ["y", "x"]}, {"name": "a"}],
    }

    assert arranged(raw, KNOWN) == {
        "items": [{"name": "a"}, {"name": "b", "tags": ["x", "y"], "steps": ["2", "1"]}],
        "steps": [{"name": "b", "tags": ["x", "y"]}, {"name": "a"}],
    }


def test_what_is_in_order_stays_the_same_object() -> None:
    """Clusters of a fleet are compared by identity."""
    raw = {"items": [{"name": "a", "tags": ["x", "y"]}, {"name": "b"}], "other": [3, 1]}

    assert arranged(raw, KNOWN) is raw


def test_items_of_one_name_are_told_apart_by_the_rest() -> None:
    one, other = {"name": "a", "steps": ["1"], "tags": ["x", "y"]}, {"name": "a", "tags": ["z"]}
    swapped = {"tags": ["y", "x"], "name": "a", "steps": ["1"]}

    assert arranged({"items": [one, other]}, KNOWN) == arranged({"items": [other, swapped]}, KNOWN)


def test_what_has_no_names_stays_as_it_was_written() -> None:
    """The model refuses it, at its place."""
    raw = {"items": [{"name": "b"}, {"name": 1}, "x"]}

    assert arranged(raw, KNOWN) is raw


def test_every_place_leads_back_to_what_was_written_there() -> None:
    dice = random.Random(1)  # noqa: S311 - not for secrets
    looked = 0
    for _, seed in seeds():
        raw = shuffled(seed, LISTS, dice)
        for path, value in _leaves(arranged(raw, LISTS), ()):
            here: Any = raw
            for part in as_written(path, raw, LISTS):
                here = here[part]
            assert here == value
            looked += 1

    assert looked > 10_000


def test_a_place_that_nobody_wrote_leads_to_what_is_around_it() -> None:
    raw = {"items": [{"name": "b"}, {"name": "a"}]}

    assert as_written(("items", 0, "tags", 3), raw, KNOWN) == ("items", 1, "tags", 3)


def _leaves(value: Any, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [leaf for key, item in inner for leaf in _leaves(item, (*path, key))]
    return found or [(path, value)]


def test_the_order_of_a_list_is_found_once() -> None:
    """Thousands of findings in a list of thousands ask for their places one by one."""
    raw = {"items": [{"name": f"n{index:03}", "tags": ["y", "x"]} for index in reversed(range(50))]}
    orders: Orders = {}
    paths = [("items", index, "name") for index in range(50)]

    assert [as_written(path, raw, KNOWN, orders) for path in paths] == [as_written(path, raw, KNOWN) for path in paths]
    assert list(orders) == [id(raw["items"])]
    assert as_written(paths[0], raw, KNOWN, orders) == ("items", 49, "name")
