"""Routers -> sessions, instances and groups of nodes: how the section falls into Cilium's objects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct

from generator.components.bgp.settings import Family, Router, Settings
from generator.core.net import Address
from generator.core.selector import Selector

DEFAULT = "default"
"""Name of the advertisement of `bgp.advertise`."""


class Session(Struct, frozen=True):
    """One session of every node of a group with one address of a router."""

    name: str
    router: Router
    address: Address | None
    """None: the default gateway of each node."""
    family: Family
    """Of its addresses."""
    families: tuple[Family, ...]
    """That it carries."""


class Instance(Struct, frozen=True):
    """A BGP speaker of each node of a group: one per AS number."""

    name: str
    asn: int
    sessions: tuple[Session, ...]


class Group(Struct, frozen=True):
    """Nodes that peer alike: one CiliumBGPClusterConfig."""

    name: str
    selector: Selector
    instances: tuple[Instance, ...]

    @property
    def sessions(self) -> tuple[Session, ...]:
        return tuple(session for instance in self.instances for session in instance.sessions)


def sessions(router: Router) -> tuple[Session, ...]:
    """`<name>`, or `<name>-v4` and `<name>-v6` where there are two."""
    ends: list[tuple[Family, Address | None]]
    if router.discover:
        ends = [(family, None) for family in sorted(set(router.discover))]
    else:
        ends = sorted((family_of(address), address) for address in router.addresses)
    return tuple(
        Session(
            router.name if len(ends) == 1 else f"{router.name}-v{family[-1]}",
            router,
            address,
            family,
            tuple(sorted(set(router.families))) or (family,),
        )
        for family, address in ends
    )


def groups(bgp: Settings) -> tuple[Group, ...]:
    """One per node selector, ordered by name; routers by name inside, whatever order they were written in."""
    routers = sorted(bgp.routers, key=lambda r: (r.nodes.canonical, r.name))
    found: list[Group] = []
    for selector, members in groupby(routers, key=lambda r: r.nodes.canonical):
        alike = tuple(members)
        name = (
            bgp.name
            if selector == bgp.nodes.canonical
            else _free(slug(selector), {bgp.name, *(group.name for group in found)})
        )
        found.append(Group(name, alike[0].nodes, tuple(_instances(bgp, alike))))
    return tuple(sorted(found, key=lambda group: group.name))


def family_of(address: Address) -> Family:
    return "ipv4" if address.version == 4 else "ipv6"


def slug(selector: str) -> str:
    """A selector as an object's name: `rack=a` -> `rack-a`."""
    parts = "".join(c if c.isalnum() else " " for c in selector.lower()).split()
    return "-".join(parts)[:50].strip("-") or "all"


def _instances(bgp: Settings, routers: tuple[Router, ...]) -> Iterator[Instance]:
    ordered = sorted(routers, key=lambda r: (r.local_asn, r.name))
    for asn, members in groupby(ordered, key=lambda r: r.local_asn):
        name = bgp.instance if bgp.instance and asn == bgp.asn else f"asn-{asn}"
        yield Instance(name, asn, tuple(s for router in members for s in sessions(router)))


def _free(name: str, taken: set[str]) -> str:
    """Two selectors can read alike as names (`rack=a`, `rack-a`): the later one is counted."""
    count, free = 1, name
    while free in taken:
        count += 1
        free = f"{name}-{count}"
    return free
