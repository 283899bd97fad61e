"""Arithmetic on networks: what is left of some when others are taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.core.net import Network, show

BITS = {4: 32, 6: 128}
PRIVATE = tuple(map(Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
"""RFC 1918 and RFC 4193."""
_SPECIAL = tuple(
    map(Network, ("100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "224.0.0.0/4", "fe80::/10", "ff00::/8"))
)
"""RFC 6598, 3927, 1122, 5771, 4291: never a host of the internet."""
EVERYTHING = (Network("0.0.0.0/0"), Network("::/0"))
BUILT_IN: dict[str, tuple[tuple[Network, ...], tuple[Network, ...]]] = {
    "internet": (EVERYTHING, (*PRIVATE, *_SPECIAL)),
    "private": (PRIVATE, ()),
}
"""Groups that exist without being written: networks, and what is taken out of them."""


def matched_by_cidr(values: Mapping[str, Any]) -> frozenset[str]:
    """`nodes`, `pods` or neither: what has an identity, and is matched by CIDR rules all the same, by the chart's values."""
    said = values.get("policyCIDRMatchMode") or ()
    return frozenset(said.split() if isinstance(said, str) else map(str, said) if isinstance(said, list) else ())


def without(networks: Iterable[Network], taken: Iterable[Network]) -> tuple[Network, ...]:
    """Networks that hold what is in `networks` and not in `taken`: sorted, none inside another."""
    left = list(networks)
    for hole in taken:
        left = [part for network in left for part in _minus(network, hole)]
    kept: list[Network] = []
    for network in sorted(left, key=lambda n: (n.version, n.first, n.prefix)):
        if not kept or network not in kept[-1]:
            kept.append(network)
    return tuple(kept)


def _minus(network: Network, hole: Network) -> Iterator[Network]:
    """Halve until each half is all in or all out."""
    if not network.overlaps(hole):
        yield network
    elif network not in hole:
        prefix = network.prefix + 1
        size = 1 << (BITS[network.version] - prefix)
        for first in (network.first, network.first + size):
            yield from _minus(Network(f"{show(network.version, first)}/{prefix}"), hole)
