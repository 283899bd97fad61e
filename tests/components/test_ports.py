"""Ports as Cilium's policies take them."""

from __future__ import annotations

from generator.components.security.ports import lists
from generator.core.scalar import Port


def test_lists_hold_at_most_forty() -> None:
    found = lists(Port(number) for number in range(1, 46))

    assert [len(one["ports"]) for one in found] == [40, 5]


def test_each_port_once_and_none_means_no_list() -> None:
    assert lists([Port(80), Port("80")]) == [{"ports": [{"port": "80", "protocol": "TCP"}]}]
    assert lists([]) == []


def test_ranges_names_and_protocols() -> None:
    [found] = lists([Port("8000-8010"), Port("http"), Port("53/any"), Port("9-9/udp")])

    assert found["ports"] == [
        {"port": "8000", "endPort": 8010, "protocol": "TCP"},
        {"port": "http", "protocol": "TCP"},
        {"port": "53", "protocol": "ANY"},
        {"port": "9", "protocol": "UDP"},
    ]
