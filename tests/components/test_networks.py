"""Arithmetic on networks, against the standard library's."""

from __future__ import annotations

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from generator.components.security.networks import BUILT_IN, without
from generator.components.security.rules.networks import cidr_of_pods
from generator.core.graph import Graph, Object
from generator.core.net import Network


def networks(bits: int) -> st.SearchStrategy[Network]:
    """Networks of a small corner, so that they meet."""
    base = "10.0.0.0" if bits == 32 else "2001:db8::"
    first = int(ipaddress.ip_address(base))
    return st.builds(
        lambda offset, prefix: Network(str(ipaddress.ip_network((first + offset, prefix), strict=False))),
        st.integers(0, 255),
        st.integers(bits - 8, bits),
    )


@given(st.lists(networks(32), min_size=1, max_size=4), st.lists(networks(32), max_size=4))
def test_nothing_else_is_left(cidrs: list[Network], holes: list[Network]) -> None:
    left = without(cidrs, holes)

    def inside(number: int, found: tuple[Network, ...] | list[Network]) -> bool:
        return any(one.first <= number <= one.last for one in found)

    assert not any(one is not other and one in other for one in left for other in left)
    start = int(ipaddress.ip_address("10.0.0.0"))
    for number in range(start, start + 512):
        assert inside(number, left) == (inside(number, cidrs) and not inside(number, holes))


@given(networks(128), networks(128))
def test_ipv6_as_the_standard_library_says(one: Network, hole: Network) -> None:
    left = {str(ipaddress.ip_network(network)) for network in without([one], [hole])}
    whole, taken = ipaddress.IPv6Network(one, strict=False), ipaddress.IPv6Network(hole, strict=False)
    if taken.subnet_of(whole) and taken != whole:
        assert left == {str(network) for network in whole.address_exclude(taken)}
    elif whole.subnet_of(taken):
        assert left == set()
    else:
        assert left == {str(whole)}


def test_internet_is_what_is_not_private() -> None:
    left = without(*BUILT_IN["internet"])

    assert any(Network("1.1.1.1/32") in network for network in left)
    for private in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.169.254/32", "fd00::/8"):
        assert not any(Network(private).overlaps(network) for network in left)


def test_values_of_another_chart_are_no_pod_networks() -> None:
    """They are anybody's: `ipam` may be a word there."""
    policy = {"apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy", "metadata": {"name": "p", "namespace": "a"}}
    release = {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "metadata": {"name": "r"}}
    documents = (
        policy | {"spec": {"endpointSelector": {}, "egress": [{"toCIDR": ["10.42.0.0/24"]}]}},
        release | {"spec": {"values": {"ipam": "static"}}},
    )

    assert not list(cidr_of_pods.run(Graph(Object(document=one, file="a.yaml") for one in documents)))
