"""Routers that are configured in a form: what to enter, as data."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.routers.device import Device, Group
from generator.core.artifact import Json, pruned

EVERYTHING = {4: "0.0.0.0/0 le 32", 6: "::/0 le 128"}


def opnsense(device: Device) -> Json:
    """Fields of os-frr's BGP model; lists are linked to neighbors by name here, by their entry in the form."""
    password = device.password
    return pruned(
        {
            "about": f"Router {device.router.name}, its side of the BGP sessions with cluster {device.cluster}. "
            f"{device.platform.load} Not proved on a device.",
            "sources": list(device.platform.sources),
            "unread": list(device.platform.unread) or None,
            "secret": f"{password.mark} is key `password` of Secret {password.secret}" if password else None,
            "refused": [f"{what}: the inventory does not know their prefixes" for what in device.unknown] or None,
            "bgp": {"enabled": True, "asnumber": device.asn},
            "prefixlists": list(_lists(device)),
            "neighbors": [neighbor for group in device.groups for neighbor in _neighbors(device, group)],
        }
    )


def _lists(device: Device) -> Iterator[Json]:
    for one in device.accepted:
        yield _line(f"{device.name}_v{one.version}", one.version, one.number, "permit", one.network + one.bits, one.why)
    for version in device.carried:
        why = "nothing is announced to the cluster"
        yield _line(f"{device.name}_out{version}", version, 10, "deny", EVERYTHING[version], why)


def _line(name: str, version: int, number: int, action: str, network: str, why: str) -> Json:
    return {
        "description": why,
        "name": name,
        "version": f"IPv{version}",
        "seqnumber": number,
        "action": action,
        "network": network,
    }


def _neighbors(device: Device, group: Group) -> Iterator[Json]:
    accepted = f"{device.name}_v{group.version}" if device.of(group.version) else f"{device.name}_out{group.version}"
    for peer in group.peers:
        yield pruned(
            {
                "description": peer.node,
                "address": peer.address,
                "remoteas": peer.asn,
                "password": device.password.mark if device.password else None,
                "localip": group.address,
                "multihop": bool(device.multihop) and not device.internal,
                "multiprotocol": len(group.families) > 1,
                "keepalive": device.keepalive,
                "holddown": device.hold,
                "linkedPrefixlistIn": accepted,
                "linkedPrefixlistOut": f"{device.name}_out{group.version}",
            }
        )
