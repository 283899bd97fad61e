"""The sessions of each router that names its system, decided: what its file will say."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

from generator.components.bgp import COMPONENT as BGP
from generator.components.bgp import Neighbor, Prefix, Settings, Side, sides
from generator.components.routers.device import BITS, Accepted, Device, Group, Password, Peer
from generator.components.routers.platforms import PLATFORMS, Platform
from generator.core.context import Context
from generator.core.net import Network, within

LISTEN_DEFAULT = 100
"""Dynamic neighbors that FRR accepts unless told otherwise (FRR docs, bgp.html, `bgp listen limit`)."""


def view(ctx: Context) -> tuple[Device, ...]:
    """One per router that names its system, by name."""
    bgp = ctx.get(BGP)
    if bgp is None:
        return ()
    return tuple(
        _device(ctx, bgp, side, PLATFORMS[side.router.platform]) for side in sides(ctx, bgp) if side.router.platform
    )


def short(text: str, length: int) -> str:
    """The text, or its beginning and a checksum when it is longer."""
    return text if len(text) <= length else f"{text[: length - 9]}-{crc32(text.encode()):08x}"


def _device(ctx: Context, bgp: Settings, side: Side, platform: Platform) -> Device:
    router = side.router
    name = short(f"cilium_{ctx.cluster.name}_{router.name}", 48)
    groups = tuple(_groups(side, platform, name))
    accepted = tuple(_accepted(side, {version for group in groups for version in group.families}))
    return Device(
        router=router,
        cluster=ctx.cluster.name,
        platform=platform,
        name=name,
        asn=router.asn,
        internal=router.asn == side.local_asn,
        on_link=not side.addresses or all(within(a, ctx.cluster.networks.nodes) for a in side.addresses),
        groups=groups,
        accepted=accepted,
        unknown=side.unknown,
        communities=side.communities,
        hold=side.hold,
        keepalive=side.keepalive,
        restart=side.restart,
        multihop=side.multihop,
        port=router.port,
        listen=side.listen,
        password=Password(_mark(side.password), f"{bgp.secrets_namespace}/{side.password}") if side.password else None,
        paths=platform.paths,
        relax=len({asn for group in groups for asn in group.asns}) > 1,
        limit=max(LISTEN_DEFAULT, 2 * len(ctx.nodes)),
        placed=any(one.session in override.local_addresses for override in bgp.overrides for one in side.neighbors),
    )


def _groups(side: Side, platform: Platform, name: str) -> Iterator[Group]:
    """One per IP version of the router's addresses."""
    versions = {a.version for a in side.addresses} or {int(family[-1]) for family in side.router.discover}
    for version in sorted(versions):
        label = f"{name}_v{version}"
        found = [one for one in side.neighbors if one.address.version == version]
        ranges = tuple(network.canonical for network in side.ranges if network.version == version)
        listens = _listens(side, platform)
        yield Group(
            name=label,
            version=version,
            address=next((str(a) for a in side.addresses if a.version == version), None),
            families=_families(side, version, versions),
            asn=side.local_asn,
            peers=() if listens else tuple(_peer(one, label) for one in found),
            ranges=ranges if listens else (),
        )


def _families(side: Side, version: int, versions: set[int]) -> tuple[int, ...]:
    """What a session carries, but IPv6 over IPv4 only where there is no other session.

    Such routes have the next hop ::ffff:a.b.c.d, for which neither FRR nor BIRD installs a route; beside a good path they
    would only spoil it.
    """
    carried = {int(family[-1]) for family in side.router.families} or {version}
    return tuple(sorted(carried - {6} if version == 4 and 6 in versions else carried))


def _listens(side: Side, platform: Platform) -> bool:
    """Nodes that find the router by themselves may come from anywhere on their networks.

    Where a node has an AS number of its own, or the system cannot listen, they are named one by one.
    """
    alike = all(one.asn == side.local_asn for one in side.neighbors)
    return bool(side.router.discover) and platform.listens and alike


def _peer(one: Neighbor, group: str) -> Peer:
    return Peer(node=one.node, address=str(one.address), asn=one.asn, label=short(f"{group}_{one.node}", 63))


def _accepted(side: Side, carried: set[int]) -> Iterator[Accepted]:
    """The prefixes of the carried families, each once, numbered by tens within its IP version."""
    numbers = dict.fromkeys(BITS, 0)
    merged: dict[tuple[int, str, tuple[int, int]], list[Prefix]] = {}
    for prefix in sorted(side.prefixes, key=lambda p: (p.version, Network(p.network).first, p.lengths)):
        if prefix.version in carried:
            merged.setdefault((prefix.version, prefix.network, prefix.lengths), []).append(prefix)
    for (version, network, (low, high)), alike in merged.items():
        numbers[version] += 10
        yield Accepted(
            number=numbers[version],
            network=network,
            version=version,
            low=low,
            high=high,
            why=", ".join(dict.fromkeys(prefix.why for prefix in alike)),
        )


def _mark(secret: str) -> str:
    """`bgp-auth` -> `@BGP_AUTH_PASSWORD@`: no system gives the sign a meaning inside of a password."""
    return f"@{''.join(c if c.isalnum() else '_' for c in secret.upper())}_PASSWORD@"
