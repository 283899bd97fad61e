"""Other people's names, hosts, addresses and ids replaced one to one by neutral ones.

The replacement keeps relations: equal stays equal, an address stays in its network, a host in its zone. The table of
replacements names the originals, so it is never committed; what it produced is.
"""

import ipaddress
import re

# Kept: addresses that mean the same everywhere (public resolvers, whole private ranges, local and group addresses).
WELL_KNOWN = frozenset({"1.1.1.1", "1.0.0.1", "1.1.1.2", "1.0.0.2", "1.1.1.3", "1.0.0.3", "8.8.8.8", "9.9.9.9"})
PRIVATE = [ipaddress.IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
DOCUMENTATION = ipaddress.IPv6Network("2001:db8::/32")

ADDRESS_V4 = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?:/(\d{1,2}))?(?![\d.]*\d)")
ADDRESS_V6 = re.compile(
    r"(?<![\w:.])([0-9a-fA-F]{1,4}(?:::?[0-9a-fA-F]{1,4})+(?:::)?|[0-9a-fA-F]{4}(?::[0-9a-fA-F]{1,4})*::)"
    r"(?:/(\d{1,3}))?(?![\w:])"
)
UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
EMAIL = re.compile(r"[\w.+-]+@([\w-]+\.)+[a-z]{2,}\b")


class Neutral:
    """Replaces by a table: `domains` and `words`, original to neutral, and `shift` (1-255) for private networks."""

    def __init__(self, domains: dict[str, str], words: dict[str, str], shift: int) -> None:
        spellings = {
            old.replace(".", mark): new.replace(".", mark) for old, new in domains.items() for mark in (".", "-", "_")
        }
        self._literal = dict(sorted((spellings | words).items(), key=lambda item: -len(item[0])))
        self._shift = shift

    def tree(self, value: object) -> object:
        """The same value with every string in it, keys too, replaced."""
        if isinstance(value, dict):
            return {self.text(str(key)): self.tree(below) for key, below in value.items()}
        if isinstance(value, list):
            return [self.tree(below) for below in value]
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str:
        """`text` with every known name, address and id replaced."""
        text = UUID.sub("00000000-0000-0000-0000-000000000000", text)
        text = EMAIL.sub("ops@example.com", text)
        for old, new in self._literal.items():
            text = text.replace(old, new)
        text = ADDRESS_V4.sub(self._v4, text)
        return ADDRESS_V6.sub(self._v6, text)

    def _v4(self, found: re.Match[str]) -> str:
        try:
            address = ipaddress.IPv4Address(found[1])
            length = int(found[2]) if found[2] else 32
            mask = int(ipaddress.IPv4Network(f"0.0.0.0/{length}").netmask)
        except ValueError:
            return found[0]
        suffix = f"/{found[2]}" if found[2] else ""
        network = next((block for block in PRIVATE if address in block), None)
        if network is None:
            public = address.is_global and not address.is_multicast and str(address) not in WELL_KNOWN
            return (f"203.0.113.{int(address) & 0xFF}" if public else found[1]) + suffix
        step = {8: self._shift << 16, 12: (self._shift & 0x0F) << 16, 16: self._shift << 8}[network.prefixlen]
        moved = int(address) ^ (step & mask)
        return f"{ipaddress.IPv4Address(moved)}{suffix}"

    def _v6(self, found: re.Match[str]) -> str:
        try:
            address = ipaddress.IPv6Address(found[1])
        except ValueError:
            return found[0]
        if address.is_loopback or address.is_multicast or address.is_unspecified or address in DOCUMENTATION:
            return found[0]
        length = int(found[2]) if found[2] else 128
        keep = (1 << 96) - 1
        moved = int(DOCUMENTATION.network_address) | (int(address) & keep)
        if length < 32:
            return found[0]
        return f"{ipaddress.IPv6Address(moved)}" + (f"/{found[2]}" if found[2] else "")
