"""Timers of sessions."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.neighbors import UPSTREAM_HOLD
from generator.components.bgp.settings import Router, Settings
from generator.core.context import Context
from generator.core.judgement import Other, Problem, check
from generator.core.scalar import Duration

RANGES = {
    "holdTime": (3, 65535),
    "keepalive": (1, 65535),
    "connectRetry": (1, 2147483647),
    "gracefulRestart": (1, 4095),
}
"""Seconds: CRD CiliumBGPPeerConfig, 1.18 to 1.20."""


def _timers(router: Router) -> Iterator[tuple[str, Duration]]:
    values = (router.hold_time, router.keepalive, router.connect_retry, router.graceful_restart)
    for field, value in zip(RANGES, values, strict=True):
        if value is not None:
            yield field, value


def _is_whole(value: Duration) -> bool:
    return value.seconds == int(value.seconds)


@check("bgp/fraction-of-a-second")
def fraction_of_a_second(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A timer is no whole number of seconds.

    BGP and the fields of CiliumBGPPeerConfig count whole seconds: the rest would be cut off in silence.
    """
    for router in bgp.routers:
        for field, value in _timers(router):
            if not _is_whole(value):
                yield Problem(
                    router,
                    field,
                    f"`{field}` of router {router.name!r} is {value}, not a whole number of seconds",
                    hint="write whole seconds",
                )


@check("bgp/timer-out-of-range")
def timer_out_of_range(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A timer is outside of what BGP and the CRD allow.

    RFC 4271 allows no hold time below 3 s (but 0), RFC 4724 no restart time above 4095 s; the API server refuses the
    CiliumBGPPeerConfig.
    """
    for router in bgp.routers:
        for field, value in _timers(router):
            low, high = RANGES[field]
            if _is_whole(value) and not low <= value.seconds <= high:
                yield Problem(
                    router,
                    field,
                    f"`{field}` of router {router.name!r} is {value}",
                    hint=f"choose between {low}s and {high}s",
                )


@check("bgp/keepalive-over-hold", spoiled=("bgp/fraction-of-a-second",))
def keepalive_over_hold(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Keepalives come further apart than the hold time.

    The router would take the session for dead between two of them; the API server refuses the CiliumBGPPeerConfig
    (CEL rule keepAliveTimeSeconds <= holdTimeSeconds; a hold time that is not written is 90 s).
    """
    for router in bgp.routers:
        if router.keepalive is None:
            continue
        hold = router.hold_time.seconds if router.hold_time is not None else UPSTREAM_HOLD
        if router.keepalive.seconds > hold:
            yield Problem(
                router,
                "keepalive",
                f"`keepalive` of router {router.name!r} is {router.keepalive}, "
                f"longer than its hold time of {router.hold_time or f'{UPSTREAM_HOLD}s'}",
                hint="take a third of the hold time, or leave it out",
                others=(Other(router, "holdTime", "the hold time is here"),) if router.hold_time else (),
            )
