"""The labels that a Service needs so that it gets its address and is announced."""

from __future__ import annotations

import pytest

from generator.core.context import Context
from generator.core.exposure import labels, pool_of
from generator.core.inventory import Cluster, Shared
from generator.core.net import Address, Block
from generator.core.offer import AddressPool, Announcement
from generator.core.selector import Selector

LAN = Block("10.0.50.0/24")


def ctx(pool: str | None, *announced: tuple[str, str | None]) -> Context:
    made = Context(
        Shared(api_version="infraflux.dev/v1alpha1", kind="Inventory", cluster=Cluster(name="lab", distribution="rke2"))
    )
    made.collect([AddressPool(name="lan", blocks=(LAN,), selector=Selector(pool) if pool is not None else None)])
    made.collect(
        Announcement(by=by, addresses=("LoadBalancerIP",), selector=None if text is None else Selector(text))
        for by, text in announced
    )
    return made


@pytest.mark.parametrize(
    ("pool", "announced", "expected"),
    [
        (None, [("bgp", None)], {}),
        ("expose=lan", [("bgp", None)], {"expose": "lan"}),
        ("expose in (b,a),!x", [], {"expose": "a"}),
        ("io.kubernetes.service.namespace=web", [], {}),
        (None, [("bgp", "announce=yes")], {"announce": "yes"}),
        (None, [("bgp", "announce=yes"), ("bgp", "other=yes")], {"announce": "yes"}),
        (None, [("bgp", "announce=yes"), ("bgp", None)], {}),
        (None, [("bgp", "a=b"), ("l2", "c")], {"a": "b", "c": "true"}),
        ("expose=lan", [("bgp", "expose=dmz"), ("bgp", "expose=lan")], {"expose": "lan"}),
    ],
)
def test_labels(pool: str | None, announced: list[tuple[str, str | None]], expected: dict[str, str]) -> None:
    assert labels(ctx(pool, *announced), "gw", "web", [Address("10.0.50.7")]) == expected


def test_written_labels_are_not_repeated_and_not_contradicted() -> None:
    found = labels(ctx("expose=lan"), "gw", "web", [Address("10.0.50.7")], {"expose": "dmz"})

    assert found == {}


def test_an_address_outside_of_all_pools_has_none() -> None:
    assert pool_of(ctx(None), Address("10.0.51.7")) is None
