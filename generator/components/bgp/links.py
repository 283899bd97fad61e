"""Links: which node networks an eBGP session stays on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.core.inventory import Node
from generator.core.net import Address, Network, within

Networks = tuple[Network, ...]
End = tuple[Node, int, Address]
"""Where a session starts: a node, and which of its addresses."""
LOCAL = (Network("127.0.0.0/8"), Network("::1/128"), Network("fe80::/10"))
"""Addresses that are on the node itself or on every link: no hop lies between."""


def out_of_reach(address: Address, networks: Networks) -> bool:
    """Whether a router at this address is on no link of a node, so that TTL 1 does not carry a packet there."""
    return not within(address, networks) and not within(address, LOCAL)


def link_of(address: Address, networks: Networks) -> Network | None:
    return next((network for network in networks if address in network), None)


def links_of(addresses: Iterable[Address], networks: Networks) -> set[Network]:
    return {link for address in addresses if (link := link_of(address, networks)) is not None}


def ends(nodes: Iterable[Node], networks: Networks) -> dict[Network, list[End]]:
    """The addresses of nodes by the network that they are in."""
    found: dict[Network, list[End]] = {}
    for node in nodes:
        for index, address in enumerate(node.addresses):
            if (link := link_of(address, networks)) is not None:
                found.setdefault(link, []).append((node, index, address))
    return found


def beyond(link: Network, ends: Mapping[Network, list[End]], routed: set[Network]) -> list[End]:
    """The ends that a router on a link is not meant for: none stands there, or they have a router on a link of their own."""
    strays = link in ends
    return [
        end
        for net, those in ends.items()
        if net != link and net.version == link.version and (net in routed or not strays)
        for end in those
    ]


def named(nodes: list[Node]) -> str:
    """For messages."""
    more = f" and {len(nodes) - 1} more" if len(nodes) > 1 else ""
    return f"node {str(nodes[0].name)!r}{more}"
