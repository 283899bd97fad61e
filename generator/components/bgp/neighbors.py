"""The sessions as a router sees them: what its own configuration must say."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.components.bgp.advertisements import Offered, may_say, offered
from generator.components.bgp.sessions import Group, Session, groups
from generator.components.bgp.settings import Family, Router, Settings
from generator.components.cilium import COMPONENT as CILIUM
from generator.components.pools import COMPONENT as POOLS
from generator.core.context import Context
from generator.core.inventory import Node
from generator.core.net import Address, Network, show

UPSTREAM_HOLD, UPSTREAM_KEEPALIVE = 90, 30
"""Seconds; defaults of the CRD CiliumBGPPeerConfig, 1.18 to 1.20."""

BITS = {4: 32, 6: 128}


class Neighbor(Struct, frozen=True, kw_only=True):
    """One node that peers with the router."""

    node: str
    session: str
    address: Address
    """The node's end."""
    asn: int
    families: tuple[Family, ...]


class Side(Struct, frozen=True, kw_only=True):
    """One router's side of everything."""

    router: Router
    """`asn` may be 0: then the cluster accepts whatever AS number the router has."""
    addresses: tuple[Address, ...]
    """Its own ends; () when nodes find it as their default gateway."""
    local_asn: int
    """AS number of the cluster towards it; single nodes may differ (`Neighbor.asn`)."""
    neighbors: tuple[Neighbor, ...]
    """By node and session; () when no nodes are listed."""
    ranges: tuple[Network, ...]
    """Node networks that sessions come from, of the session's families."""
    families: tuple[Family, ...]
    hold: int
    """Seconds."""
    keepalive: int
    """Seconds."""
    restart: int | None
    """Graceful restart, seconds."""
    multihop: int | None
    listen: int | None
    """Port of the nodes that the router may connect to; None: nodes connect, the router waits."""
    password: str | None
    """Name of the Secret whose key `password` both ends share."""
    prefixes: tuple[Prefix, ...]
    """What it may hear from the nodes, IPv4 first."""
    unknown: tuple[str, ...]
    """In words: what it may hear besides, whose prefixes the inventory does not know."""
    communities: tuple[str, ...]
    """All that routes of the nodes may carry."""


class Prefix(Struct, frozen=True, kw_only=True):
    """A network whose addresses are advertised."""

    network: str
    """Canonical CIDR."""
    version: int
    lengths: tuple[int, int]
    """Shortest and longest prefix length that is advertised within it."""
    why: str


def sides(ctx: Context, bgp: Settings) -> tuple[Side, ...]:
    """One per router, by name."""
    found, advertisements = groups(bgp), offered(bgp)
    nodes, prefixes = members(ctx, found), _Prefixes(ctx)
    by_router: dict[str, tuple[Group, list[tuple[int, Session]]]] = {}
    for group in found:
        for instance in group.instances:
            for session in instance.sessions:
                by_router.setdefault(session.router.name, (group, []))[1].append((instance.asn, session))
    made: list[Side] = []
    for router in sorted(bgp.routers, key=lambda r: r.name):
        if router.name not in by_router:
            continue  # no address and no discovery, so no session: `bgp/router-without-address` says so
        group, of_router = by_router[router.name]
        heard = tuple(one for one in advertisements if one.heard_by(router))
        neighbors = tuple(_neighbors(bgp, nodes[group.name], of_router))
        made.append(_side(ctx, bgp, router, of_router, neighbors, heard, prefixes.of(heard)))
    return tuple(made)


def _side(
    ctx: Context,
    bgp: Settings,
    router: Router,
    sessions: list[tuple[int, Session]],
    neighbors: tuple[Neighbor, ...],
    heard: tuple[Offered, ...],
    prefixes: tuple[Prefix, ...],
) -> Side:
    versions = {int(session.family[-1]) for _, session in sessions}
    return Side(
        router=router,
        addresses=tuple(session.address for _, session in sessions if session.address is not None),
        local_asn=router.local_asn,
        neighbors=neighbors,
        ranges=tuple(network for network in ctx.cluster.networks.nodes if network.version in versions),
        families=tuple(sorted({family for _, session in sessions for family in session.families})),
        hold=router.hold_time.whole_seconds if router.hold_time else UPSTREAM_HOLD,
        keepalive=router.keepalive.whole_seconds if router.keepalive else UPSTREAM_KEEPALIVE,
        restart=router.graceful_restart.whole_seconds if router.graceful_restart else None,
        multihop=router.multihop,
        listen=bgp.listen,
        password=router.password.secret if router.password else None,
        prefixes=prefixes,
        unknown=tuple(dict.fromkeys(_unknown(heard))),
        communities=tuple(sorted({value for one in heard for value in _communities(one)})),
    )


def _neighbors(bgp: Settings, nodes: tuple[Node, ...], sessions: list[tuple[int, Session]]) -> Iterator[Neighbor]:
    different = {override.name: override for override in bgp.overrides}
    for node in sorted(nodes, key=lambda node: node.name):
        override = different.get(node.name)
        for asn, session in sessions:
            address = node.address(int(session.family[-1]))
            if override is not None:
                address = override.local_addresses.get(session.name, address)
                asn = override.local_asn or asn
            if address is not None:
                yield Neighbor(
                    node=node.name, session=session.name, address=address, asn=asn, families=session.families
                )


def members(ctx: Context, found: tuple[Group, ...]) -> dict[str, tuple[Node, ...]]:
    """The listed nodes of each group, by its name. Labels are indexed: racks times nodes would be too many to try."""
    nodes = [(node, node.labels_on(ctx.cluster.distribution)) for node in ctx.nodes]
    index: dict[tuple[str, str], list[tuple[Node, dict[str, str]]]] = {}
    for node, labels in nodes:
        for pair in labels.items():
            index.setdefault(pair, []).append((node, labels))
    chosen: dict[str, tuple[Node, ...]] = {}
    for group in found:
        exact = (
            (key, values[0])
            for key, operator, values in group.selector.requirements
            if len(values) == 1 and operator == "In"
        )
        near = min((index.get(pair, []) for pair in exact), key=len, default=nodes)
        chosen[group.name] = tuple(node for node, labels in near if group.selector.matches(labels))
    return chosen


class _Prefixes:
    """Prefixes by what is heard: most routers hear the same."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._known: dict[tuple[str, ...], tuple[Prefix, ...]] = {}

    def of(self, heard: tuple[Offered, ...]) -> tuple[Prefix, ...]:
        key = tuple(one.name for one in heard)
        if key not in self._known:
            self._known[key] = tuple(sorted(_prefixes(self._ctx, heard), key=lambda p: (p.version, p.network)))
        return self._known[key]


def _prefixes(ctx: Context, heard: tuple[Offered, ...]) -> Iterator[Prefix]:
    """What these advertisements may ever say: of a pool only what selects Services that may take from it."""
    pools = ctx.get(POOLS) or ()
    chosen = {str(pool.name): pool.services for pool in pools}
    for pool in pools:
        saying = tuple(one for one in heard if may_say(one, chosen, pool.services))
        for block in pool.blocks if saying else ():
            for network in _networks(block.version, block.first, block.last):
                yield _single(network, _shortest(saying), f"pool {pool.name}")
    inside = tuple(one for one in heard if "ClusterIP" in one.addresses)
    for network in ctx.cluster.networks.services if inside else ():
        yield _single(network, _shortest(inside), "service network")
    for network, why in dict.fromkeys(pair for one in heard for pair in _pods(ctx, one)):
        lengths = (network.prefix, BITS[network.version])
        yield Prefix(network=network.canonical, version=network.version, lengths=lengths, why=why)


def _pods(ctx: Context, one: Offered) -> Iterator[tuple[Network, str]]:
    """Pod networks that an advertisement says parts of. Pools of pods may come from overlays, out of the pod networks."""
    cilium = ctx.get(CILIUM)
    pooled = one.advertised is not None and one.advertised.pod_pools is not None
    pools = cilium.ipam.pools if cilium is not None and pooled else ()
    for pool in pools:
        yield from ((network, f"pod pool {pool.name}") for network in pool.cidrs)
    if one.pods or (pooled and (not pools or ctx.overlaid("CiliumPodIPPool"))):
        yield from ((network, "pod network") for network in ctx.cluster.networks.pods)


def _single(network: Network, shortest: dict[int, int], why: str) -> Prefix:
    """Addresses of a network, one by one or as aggregates (which may be wider than the network)."""
    version = network.version
    wide = Network(f"{network.rpartition('/')[0]}/{min(network.prefix, shortest[version])}")
    return Prefix(network=wide.canonical, version=version, lengths=(shortest[version], BITS[version]), why=why)


def _shortest(heard: tuple[Offered, ...]) -> dict[int, int]:
    """The shortest prefix that is advertised for Services, by IP version."""
    found = dict(BITS)
    for one in heard:
        for version, length in zip((4, 6), one.advertised.aggregate if one.advertised else (), strict=False):
            found[version] = min(found[version], length)
    return found


def _unknown(heard: tuple[Offered, ...]) -> Iterator[str]:
    if any("ExternalIP" in one.addresses for one in heard):
        yield "external IPs of Services"
    for one in heard:
        if one.advertised is not None and one.advertised.interface is not None:
            yield f"addresses of interface {one.advertised.interface}"


def _networks(version: int, first: int, last: int) -> Iterator[Network]:
    """The fewest networks that make up a range."""
    bits = BITS[version]
    while first <= last:
        aligned = (first & -first).bit_length() - 1 if first else bits
        size = min(aligned, (last - first + 1).bit_length() - 1)
        yield Network(f"{show(version, first)}/{bits - size}")
        first += 1 << size


def _communities(one: Offered) -> Iterator[str]:
    if one.advertised is not None and one.advertised.communities is not None:
        written = one.advertised.communities
        yield from (*written.standard, *written.large, *written.well_known)
