"""The router's side of sessions: what golden files of this component do not show."""

from __future__ import annotations

from pathlib import Path

from generator.components.bgp import COMPONENT, Neighbor, Side, sides
from tests.harness import COMPONENTS, compiled

CASES = Path(COMPONENTS) / "bgp" / "cases"


def of(case: str) -> dict[str, Side]:
    clusters, found = compiled(CASES / case / "inventory.yaml")
    assert [d for d in found if d.severity == "error"] == []
    ctx = clusters[0].ctx
    assert ctx is not None
    bgp = ctx.get(COMPONENT)
    assert bgp is not None
    return {str(side.router.name): side for side in sides(ctx, bgp)}


def test_every_node_is_a_neighbor_once_per_session() -> None:
    side = of("dual-stack-two-routers")["tor-a"]

    assert [(n.node, n.session, str(n.address)) for n in side.neighbors] == [
        ("cp-1", "tor-a-v4", "10.0.0.11"),
        ("cp-1", "tor-a-v6", "2001:db8:0:1::11"),
        ("w-1", "tor-a-v4", "10.0.0.21"),
        ("w-1", "tor-a-v6", "2001:db8:0:1::21"),
    ]


def test_timers_are_seconds_and_the_rest_follows_the_inventory() -> None:
    side = of("dual-stack-two-routers")["tor-a"]

    assert (side.hold, side.keepalive, side.restart, side.password) == (9, 3, 120, "bgp-auth")
    assert side.families == ("ipv4", "ipv6")


def test_upstream_timers_stand_in_for_what_is_not_written() -> None:
    side = of("one-router")["gw"]

    assert (side.hold, side.keepalive, side.restart, side.password) == (90, 30, None, None)
    assert side.neighbors == ()
    assert [str(network) for network in side.ranges] == ["192.168.1.0/24"]


def test_a_router_of_a_rack_knows_the_nodes_of_that_rack_only() -> None:
    found = of("racks")

    assert [n.node for n in found["tor-a"].neighbors] == ["cp-1", "w-1"]
    assert [n.node for n in found["tor-b"].neighbors] == ["w-2"]
    assert [n.asn for n in found["collector"].neighbors] == [64599]


def test_an_override_changes_the_neighbor() -> None:
    side = of("listening-nodes")["gw"]

    assert side.neighbors == (
        Neighbor(node="cp-1", session="gw", address=side.neighbors[0].address, asn=64512, families=("ipv4",)),
        Neighbor(node="cp-2", session="gw", address=side.neighbors[1].address, asn=64520, families=("ipv4",)),
    )
    assert side.listen == 179


def test_prefixes_are_the_pools_and_as_wide_as_aggregation_makes_them() -> None:
    assert [(p.network, p.lengths) for p in of("one-router")["gw"].prefixes] == [("192.168.50.0/24", (32, 32))]
    assert [(p.network, p.lengths) for p in of("aggregate-ipv6-alone")["gw"].prefixes] == [
        ("2001:db8:50::/64", (64, 128))
    ]
    assert [(p.network, p.lengths) for p in of("pod-networks")["gw"].prefixes] == [
        ("10.42.0.0/16", (16, 32)),
        ("10.96.0.0/12", (16, 32)),
        ("192.168.50.0/24", (32, 32)),
    ]


def test_an_aggregate_widens_what_its_own_advertisement_says() -> None:
    """In `pod-networks` that of ClusterIPs is /16; the pool's addresses stay single."""
    widths = {prefix.why: prefix.lengths for prefix in of("pod-networks")["gw"].prefixes}

    assert widths["service network"] == (16, 32)
    assert widths["pool lan"] == (32, 32)


def test_communities_are_those_that_the_router_hears() -> None:
    found = of("communities")

    assert found["gw"].communities == ("64512:0:1", "64512:100", "64512:200", "no-export")
    assert found["edge"].communities == ("64512:0:1",)
    assert found["edge"].unknown == ("external IPs of Services",)
