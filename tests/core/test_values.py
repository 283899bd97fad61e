"""Values of a release: what is put together, what may override what."""

from __future__ import annotations

from typing import Any

import pytest

from generator.core.context import Context
from generator.core.inventory import Cluster, Shared
from generator.core.offer import ChartItem, ChartValue
from generator.core.values import conflicts, values


def value(path: str, of: Any, fields: tuple[str, ...] | None = None) -> ChartValue:
    return ChartValue(release="r", path=path, value=of, fields=fields)


def item(of: str) -> ChartItem:
    return ChartItem(release="r", path="a.args", item=of)


def context(*offers: ChartValue, raw: dict[str, Any] | None = None) -> Context:
    cluster = Cluster(name="lab", distribution="rke2")
    ctx = Context(Shared(api_version="infraflux.dev/v1alpha1", kind="Inventory", cluster=cluster), raw=raw)
    ctx.collect(offers)
    return ctx


def test_items_stand_between_offers_and_what_is_written() -> None:
    made = values([value("a.args", ["--one"])], {"a": {"args": ["--three", "--one"]}}, (item("--two"),))

    assert made == {"a": {"args": ["--one", "--two", "--three"]}}


def test_items_change_nothing_that_was_given() -> None:
    offered, written = ["--one"], {"a": {"args": ["--three"], "b": 1}}

    values([value("a.args", offered)], written, (item("--two"),))

    assert (offered, written) == (["--one"], {"a": {"args": ["--three"], "b": 1}})


@pytest.mark.parametrize(
    ("fields", "raw", "problems"),
    [
        (None, {}, 1),
        ((), {}, 0),
        (("cilium.mtu",), {"cilium": {}}, 0),
        (("cilium.mtu",), {"cilium": {"mtu": 1500}}, 1),
    ],
)
def test_a_written_value_overrides_only_what_no_field_says(
    fields: tuple[str, ...] | None, raw: dict[str, Any], problems: int
) -> None:
    ctx = context(value("MTU", 1500, fields), raw=raw)

    assert len(list(conflicts(ctx, "r", ctx.inventory, {"MTU": 1400}))) == problems


def test_two_offers_that_differ_are_settled_by_a_written_value() -> None:
    ctx = context(value("a", 1, ()), value("a", 2, ()))

    assert len(list(conflicts(ctx, "r", ctx.inventory, {}))) == 1
    assert list(conflicts(ctx, "r", ctx.inventory, {"a": 3})) == []
