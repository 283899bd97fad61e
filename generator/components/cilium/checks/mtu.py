"""Whether packets of IPv6 fit through what is left of the MTU."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Path, Problem, check

SMALLEST = 1280
"""What every link with IPv6 must carry (RFC 8200, 5)."""
TUNNEL = {4: 50, 6: 70}
"""Bytes around a packet, by the IP version that tunnels run over (Cilium, pkg/mtu)."""
ENCRYPTION = {"wireguard": 80, "ipsec": 77}
"""Bytes around a packet at least: WireGuard's padding, which 1.19.5 counts too, comes on top (Cilium, pkg/mtu; cilium#45940)."""


@check("cilium/mtu-below-ipv6")
def mtu_below_ipv6(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """The MTU is smaller than what IPv6 needs, and pods have IPv6 addresses.

    Agents give it to the devices of pods, and Linux runs no IPv6 on a device below 1280 bytes (RFC 8200, 5; cilium#45423).
    """
    if cilium.mtu is not None and cilium.mtu < SMALLEST and 6 in ctx.families:
        yield Problem(
            cilium,
            "mtu",
            f"an MTU of {cilium.mtu} carries no IPv6",
            hint=f"write {SMALLEST} at least, plus what tunnels and encryption take",
            others=(Other(ctx.cluster.networks, "pods", "pods have IPv6 addresses"),),
        )


@check("cilium/overhead-below-ipv6", WARNING)
def overhead_below_ipv6(ctx: Context, cilium: Settings) -> Iterator[Problem]:
    """What tunnels and encryption leave of the MTU is smaller than what IPv6 needs.

    Pods then get routes below 1280 bytes, and WireGuard a device on which Linux runs no IPv6: packets disappear without a
    word (Cilium, pkg/mtu; cilium#45423).
    """
    if cilium.mtu is None or cilium.mtu < SMALLEST or 6 not in ctx.families:
        return
    taken = list(_taken(ctx, cilium))
    left = cilium.mtu - sum(size for size, _, _ in taken)
    if left < SMALLEST:
        yield Problem(
            cilium,
            "mtu",
            f"{left} bytes are left of an MTU of {cilium.mtu}, and IPv6 needs {SMALLEST}",
            hint=f"make the network below carry {cilium.mtu + SMALLEST - left} bytes, and write that",
            others=tuple(Other(about, path, f"{size} bytes are taken here") for size, about, path in taken),
        )


def _taken(ctx: Context, cilium: Settings) -> Iterator[tuple[int, object, Path]]:
    """(bytes, what takes them). In hybrid routing packets of one subnet are not wrapped, so tunnels are not counted."""
    if cilium.routing.mode == "tunnel":
        yield TUNNEL[6 if ctx.families == (6,) else 4], cilium.routing, "mode"
    if cilium.encrypted is not None:
        yield ENCRYPTION[cilium.encrypted.type], cilium, "encryption"
