"""What a router's configuration must say, decided: templates only print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.components.routers.platforms import Platform
from generator.core.context import Context

if TYPE_CHECKING:
    from generator.components.bgp import Router

BITS = {4: 32, 6: 128}


class Accepted(Struct, frozen=True, kw_only=True):
    """One line of a prefix list: a network, and which prefix lengths within it."""

    number: int
    """Of the line: 10, 20, …"""
    network: str
    version: int
    low: int
    high: int
    """Shortest and longest prefix length."""
    why: str

    @property
    def ge(self) -> int | None:
        """Shortest length, where it is not the network's own."""
        return self.low if self.low > int(self.network.rpartition("/")[2]) else None

    @property
    def le(self) -> int | None:
        """Longest length, where `ge` (which reaches to the longest there is) or the network alone does not say it."""
        implied = BITS[self.version] if self.ge else int(self.network.rpartition("/")[2])
        return None if self.high == implied else self.high

    @property
    def bits(self) -> str:
        """As FRR, EOS and IOS write it: ` ge 32`, ` le 32`, ` ge 24 le 28`, or nothing for the network alone."""
        return (f" ge {self.ge}" if self.ge else "") + (f" le {self.le}" if self.le else "")


class Peer(Struct, frozen=True, kw_only=True):
    """One node."""

    node: str
    address: str
    asn: int
    label: str
    """A name for systems that name their sessions, at most 63 characters."""


class Group(Struct, frozen=True, kw_only=True):
    """Sessions over one IP version: what they share."""

    name: str
    version: int
    address: str | None
    """The router's own end; None: its address on the link, whichever that is."""
    families: tuple[int, ...]
    """IP versions of the routes that it carries."""
    asn: int
    """AS number of nodes that come from `ranges`."""
    peers: tuple[Peer, ...]
    ranges: tuple[str, ...]
    """Networks that nodes connect from; () where they are named."""

    @property
    def asns(self) -> tuple[int, ...]:
        """Every AS number on the other side."""
        return tuple(sorted({peer.asn for peer in self.peers})) if self.peers else (self.asn,)


class Password(Struct, frozen=True):
    """MD5 password, by reference: whoever loads the file puts it in the place of the mark."""

    mark: str
    secret: str


class Device(Struct, frozen=True, kw_only=True):
    """One router's side of its sessions with one cluster."""

    router: Router
    cluster: str
    platform: Platform
    name: str
    """Prefix of all that the file defines: a device may load the files of several clusters."""
    asn: int
    internal: bool
    """iBGP."""
    on_link: bool
    """Whether its addresses are on the nodes' own networks."""
    groups: tuple[Group, ...]
    accepted: tuple[Accepted, ...]
    unknown: tuple[str, ...]
    communities: tuple[str, ...]
    hold: int
    keepalive: int
    restart: int | None
    multihop: int | None
    port: int
    listen: int | None
    """Port of the nodes; None: they connect, the router waits."""
    password: Password | None
    paths: int
    relax: bool
    """Whether equal routes come from several AS numbers."""
    limit: int
    """How many nodes may come from ranges."""
    placed: bool
    """Whether some node's end is written, in the place of its node address."""

    @property
    def versions(self) -> tuple[int, ...]:
        """IP versions of what is accepted."""
        return tuple(sorted({one.version for one in self.accepted}))

    @property
    def carried(self) -> tuple[int, ...]:
        """IP versions of the routes that some session carries."""
        return tuple(sorted({version for group in self.groups for version in group.families}))

    @property
    def path(self) -> str:
        return f"infra/routers/{self.router.name}.{self.cluster}.{self.platform.suffix}"

    @property
    def empty(self) -> bool:
        """Whether no node is known to peer with it."""
        return not any(group.peers or group.ranges for group in self.groups)

    def of(self, version: int) -> tuple[Accepted, ...]:
        return tuple(one for one in self.accepted if one.version == version)


def devices(ctx: Context) -> tuple[Device, ...]:
    """One per router that names its system, by name."""
    from generator.components.routers.view import view  # `bgp` costs 8 ms: only where there is a router

    return view(ctx)
