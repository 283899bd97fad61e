"""The device itself: its AS number, and what several files for one device would say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.components.routers.device import Device, devices
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check

if TYPE_CHECKING:
    from generator.components.bgp import Router


@check("routers/asn-unknown")
def asn_unknown(ctx: Context, _settings: None) -> Iterator[Problem]:
    """The router's own configuration starts with its AS number, and the inventory says "any".

    Nodes accept any number as 0 (CRD CiliumBGPClusterConfig, peerASN), but a router has exactly one (RFC 4271, 4.2).
    """
    for device in devices(ctx):
        if device.asn == 0:
            yield Problem(
                device.router,
                "asn",
                f"the AS number of router {device.router.name!r} is not known, but its configuration is to be written",
                hint="write its AS number, or leave `platform` out",
            )


@check("routers/neighbor-twice", follows=("bgp/duplicate-address",), spoiled=("bgp/duplicate-router",))
def neighbor_twice(ctx: Context, _settings: None) -> Iterator[Problem]:
    """One device is configured twice for one node.

    A router keeps its neighbors by address: two sessions between the same two addresses, which two AS numbers of the
    nodes would make, are one neighbor to it, and the second file overwrites the first (RFC 4271, 6.8: such connections
    collide).
    """
    seen: dict[tuple[str, str], Router] = {}
    for device in devices(ctx):
        for group in device.groups:
            for peer in group.peers:
                first = seen.setdefault((str(group.address), peer.address), device.router)
                if group.address is not None and first is not device.router:
                    written = (
                        ("addresses", at) for at, one in enumerate(device.router.addresses) if one == group.address
                    )
                    yield Problem(
                        device.router,
                        next(written, "addresses"),
                        f"router {group.address} would have node {peer.node!r} ({peer.address}) as a neighbor twice",
                        hint="keep one session between two addresses: give the router a second address",
                        others=(Other(first, "addresses", f"{first.name!r} is the same device"),),
                    )
                    break


@check("routers/asn-disagreement", follows=("bgp/duplicate-address",))
def asn_disagreement(ctx: Context, _settings: None) -> Iterator[Problem]:
    """Two entries of one device say different AS numbers.

    A device has one AS number towards all (RFC 4271, 4.2: My Autonomous System): one of both sessions ends in "bad peer
    AS". Compared by address, between the clusters of a fleet too.
    """
    seen: dict[str, Router] = {}
    for device in devices(ctx):
        for index, address in enumerate(device.router.addresses):
            first = seen.setdefault(str(address), device.router)
            if first.asn != device.asn:
                yield Problem(
                    device.router,
                    ("addresses", index),
                    f"router {address} has AS number {device.asn} here and {first.asn} as {first.name!r}",
                    hint="correct one of both",
                    others=(Other(first, "asn", f"{first.name!r} is the same device"),),
                )


@check("routers/password-shared", WARNING)
def password_shared(ctx: Context, _settings: None) -> Iterator[Problem]:
    """Routers of different AS numbers share one password.

    Different AS numbers are different administrations as a rule: each learns the password of the other's sessions, and a
    change on one side ends the other's (RFC 2385, 4.5 asks for keys that are hard to guess, so for few who know them).
    """
    seen: dict[str, Device] = {}
    told: set[tuple[str, int]] = set()
    for device in devices(ctx):
        if device.password is None:
            continue
        first = seen.setdefault(device.password.secret, device)
        if first.asn != device.asn and (device.password.secret, device.asn) not in told:
            told.add((device.password.secret, device.asn))
            yield Problem(
                device.router,
                "password",
                f"routers {first.router.name!r} (AS {first.asn}) and {device.router.name!r} (AS {device.asn}) "
                f"share the password of Secret {device.password.secret}",
                hint="give the routers of each AS a Secret of their own",
                others=(Other(first.router, "password", f"{first.router.name!r} has it here"),),
            )
