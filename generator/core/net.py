"""Addresses, networks and blocks: strings that know what they mean.

Parsing goes through the C library's `inet_pton` (module `_socket`): importing `ipaddress` costs more than
compiling a small cluster, and its objects are slow to make by the ten thousand.
"""

from __future__ import annotations

from _socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from functools import lru_cache
from typing import ClassVar

from generator.core.scalar import Host, Scalar

_BITS = {4: 32, 6: 128}


@lru_cache(maxsize=65536)
def parse(text: str) -> tuple[int, int]:
    """(IP version, address as an integer). ValueError when `text` is no address."""
    family, version = (AF_INET6, 6) if ":" in text else (AF_INET, 4)
    try:
        return version, int.from_bytes(inet_pton(family, text), "big")
    except OSError:
        raise ValueError(text) from None


def show(version: int, number: int) -> str:
    """The canonical text of an address (RFC 5952 for IPv6)."""
    if version == 4:
        return inet_ntop(AF_INET, number.to_bytes(4, "big"))
    return inet_ntop(AF_INET6, number.to_bytes(16, "big"))


class Address(Scalar):
    """One IPv4 or IPv6 address."""

    FORMAT: ClassVar[str] = "address"
    WANTS: ClassVar[str] = "an IPv4 or IPv6 address"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("192.168.1.1", "2001:db8::1")

    @classmethod
    def validate(cls, text: str) -> None:
        parse(text)

    @property
    def version(self) -> int:
        return parse(self)[0]

    @property
    def number(self) -> int:
        return parse(self)[1]

    @property
    def network(self) -> Network:
        """The address as a network of its own: /32 or /128."""
        return Network(f"{self}/{_BITS[self.version]}")


class _Span(Scalar):
    """A contiguous run of addresses of one version."""

    @property
    def version(self) -> int:
        return self.span[0]

    @property
    def first(self) -> int:
        return self.span[1]

    @property
    def last(self) -> int:
        return self.span[2]

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    @property
    def span(self) -> tuple[int, int, int]:
        return _span(self)

    def __contains__(self, item: object) -> bool:
        """Whether an Address, Network or Block lies inside. Plain text asks what a string is asked."""
        if isinstance(item, Address):
            return item.version == self.version and self.first <= item.number <= self.last
        if isinstance(item, _Span):
            return item.version == self.version and self.first <= item.first and item.last <= self.last
        return isinstance(item, str) and str.__contains__(self, item)

    def overlaps(self, other: _Span) -> bool:
        return self.version == other.version and self.first <= other.last and other.first <= self.last


class Network(_Span):
    """A prefix in CIDR notation. Host bits may be set; `canonical` clears them."""

    FORMAT: ClassVar[str] = "cidr"
    WANTS: ClassVar[str] = "a network in CIDR notation"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("10.0.0.0/24", "2001:db8::/64")

    @classmethod
    def validate(cls, text: str) -> None:
        if "/" not in text:
            raise ValueError(text)
        _span(text)

    @property
    def prefix(self) -> int:
        return int(self.rpartition("/")[2])

    @property
    def canonical(self) -> str:
        return f"{show(self.version, self.first)}/{self.prefix}"

    def address(self, offset: int) -> str:
        """The text of the address `offset` places after the network's first."""
        return show(self.version, self.first + offset)


class Block(_Span):
    """A network, or a range `first-last`."""

    FORMAT: ClassVar[str] = "block"
    WANTS: ClassVar[str] = "a network in CIDR notation, or a range first-last"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("192.168.50.0/24", "192.168.1.200-192.168.1.220")

    @classmethod
    def validate(cls, text: str) -> None:
        _span(text)

    @property
    def is_range(self) -> bool:
        return "/" not in self

    @property
    def ends(self) -> tuple[str, str]:
        """First and last address as written in a range."""
        first, _, last = self.partition("-")
        return first.strip(), last.strip()


@lru_cache(maxsize=65536)
def _span(text: str) -> tuple[int, int, int]:
    """(version, first, last) of a network or of a range."""
    if "/" in text:
        head, _, tail = text.partition("/")
        version, number = parse(head)
        if not (tail.isascii() and tail.isdigit()) or int(tail) > _BITS[version] or (tail != "0" and tail[0] == "0"):
            raise ValueError(text)
        host = (1 << (_BITS[version] - int(tail))) - 1
        return version, number & ~host, number | host
    head, dash, tail = text.partition("-")
    if not dash:
        raise ValueError(text)
    (version, first), (other, last) = parse(head.strip()), parse(tail.strip())
    if version != other or first > last:
        raise ValueError(text)
    return version, first, last


WIDEST_SPLIT = 16
"""Bits between an IPv6 pod network and a node's part: more is refused (cidrset of kube-controller-manager and of Cilium)."""


def node_prefix(pods: int) -> int:
    """Length of a node's IPv6 part with IPAM `cluster-pool`: /64 as Kubernetes has it, where the pod network can be cut so."""
    return 64 if 64 - WIDEST_SPLIT <= pods < 64 else min(pods + WIDEST_SPLIT, 120)


def families(items: tuple[Address, ...] | tuple[Network, ...] | tuple[Block, ...]) -> frozenset[int]:
    """The IP versions that occur: {4}, {6} or both."""
    return frozenset(item.version for item in items)


def within(item: Address | Network | Block, networks: tuple[Network, ...] | tuple[Block, ...]) -> bool:
    """Whether any of `networks` holds `item`."""
    return any(item in network for network in networks)


_NOWHERE = {
    Network("0.0.0.0/8"): "of hosts that do not know their own address yet",
    Network("127.0.0.0/8"): "loopback",
    Network("224.0.0.0/4"): "multicast",
    Network("::1/128"): "loopback",
    Network("fe80::/10"): "link-local",
    Network("ff00::/8"): "multicast",
}
"""Networks in which nobody elsewhere reaches a single machine (RFC 1122, 5771, 4291)."""


def nowhere(item: Network | Block) -> str | None:
    """What a network is, if nothing in it can be reached from another machine by an address alone."""
    return next((what for network, what in _NOWHERE.items() if item in network), None)


class Endpoint(Scalar):
    """Where a server answers: an address or a host name."""

    FORMAT: ClassVar[str] = "endpoint"
    WANTS: ClassVar[str] = "an address or a host name"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("10.0.0.10", "k8s.example.com")

    @classmethod
    def validate(cls, text: str) -> None:
        if cls.is_address(text):
            return
        if text.startswith("*.") or text.replace(".", "").isdigit():
            raise ValueError(text)
        Host.validate(text)

    @staticmethod
    def is_address(text: str) -> bool:
        try:
            parse(text)
        except ValueError:
            return False
        return True

    @property
    def address(self) -> Address | None:
        """The address, when it is one."""
        return Address(self) if self.is_address(self) else None
