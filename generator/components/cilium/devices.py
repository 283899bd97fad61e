"""Which listed interfaces of a node Cilium works on, and how."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.inventory import Interface, Node

ACCELERATION = "bpf-lb-acceleration"
"""The agent's flag for XDP, which a node may have to itself."""


class Device(Struct, frozen=True):
    """An interface of a node, and where it is listed."""

    node: Node
    index: int
    interface: Interface


def devices(ctx: Context, cilium: Settings) -> Iterator[Device]:
    """The interfaces that face the network, as far as they are listed."""
    for node in ctx.nodes:
        for index, interface in enumerate(node.interfaces):
            if _facing(own_devices(node) or cilium.devices, interface.name):
                yield Device(node, index, interface)


def own_devices(node: Node) -> tuple[str, ...]:
    """What a node says of its devices itself: a list, or the agent's flag as a text."""
    own = node.cilium.get("devices") or ()
    return tuple(own.replace(",", " ").split()) if isinstance(own, str) else tuple(map(str, own))


def acceleration(cilium: Settings, node: Node) -> str:
    """How a node accelerates Services: as it says itself, or as all do."""
    return str(node.cilium.get(ACCELERATION, cilium.load_balancer.acceleration))


def faces(cilium: Settings, name: str) -> bool:
    """Whether an interface is among `cilium.devices`; all are where none are named, for agents find them then."""
    return _facing(cilium.devices, name)


def _facing(named: tuple[str, ...], name: str) -> bool:
    return not named or any(_is(device, name) for device in named)


def stacked(name: str) -> bool:
    """Whether an interface stands on others, going by the usual names of bonds, bridges and VLANs."""
    return "." in name or name.startswith(("bond", "team", "br", "vmbr", "vlan"))


def by_driver(found: Iterator[Device]) -> Iterator[tuple[str, Device, str]]:
    """(driver, the first device with it, of which nodes in words): one card in a hundred nodes is one matter."""
    alike: dict[str, list[Device]] = {}
    for one in found:
        if one.interface.driver is not None:
            alike.setdefault(one.interface.driver, []).append(one)
    for driver, those in alike.items():
        first, nodes = those[0], dict.fromkeys(str(one.node.name) for one in those)
        more = f" and {len(nodes) - 1} more" if len(nodes) > 1 else ""
        yield driver, first, f"{first.interface.name} on {first.node.name}{more}"


def _is(device: str, name: str) -> bool:
    return name.startswith(device[:-1]) if device.endswith("+") else name == device
