"""Leases, and the API server that keeps them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.l2.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check

JITTER = 1.2
"""client-go, tools/leaderelection: a renewal deadline must be longer than this many retry periods."""


@check("l2/kube-proxy-kept")
def kube_proxy_kept(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """L2 announcements without kube-proxy replacement: nodes answer for an address and then drop what arrives.

    Cilium, Documentation/network/l2-announcements.rst, prerequisites.
    """
    cilium = ctx.get(CILIUM)
    if cilium is not None and not cilium.kube_proxy_replacement:
        yield Problem(
            cilium,
            "kubeProxyReplacement",
            "L2 announcements need kube-proxy replacement, which is off",
            hint="remove `kubeProxyReplacement: false`, or the section `l2`",
            others=(Other(l2, (), "L2 announcements are switched on here"),),
        )


@check("l2/lease-out-of-order")
def lease_out_of_order(_ctx: Context, l2: Settings) -> Iterator[Problem]:
    """The times of the lease do not fit each other: agents log a warning and use other times than those written.

    duration >= 1s, duration > renewDeadline > 1.2 times retryPeriod (Cilium, pkg/l2announcer, leaseTimings).
    """
    lease = l2.lease
    if lease.duration.seconds < 1:
        yield Problem(lease, "duration", f"a lease of {lease.duration} is shorter than 1s", hint="write at least 1s")
    if lease.duration.seconds <= lease.renew_deadline.seconds:
        yield Problem(
            lease,
            "renewDeadline",
            f"the holder may renew for {lease.renew_deadline}, while the lease ends after {lease.duration}",
            hint="make `duration` the longer one: three times `renewDeadline` is usual",
        )
    if lease.renew_deadline.seconds <= JITTER * lease.retry_period.seconds:
        yield Problem(
            lease,
            "retryPeriod",
            f"tries every {lease.retry_period} do not fit into a renewal deadline of {lease.renew_deadline}",
            hint=f"make `renewDeadline` longer than {JITTER} times `retryPeriod`",
        )


@check("l2/rate-limit-too-low", WARNING)
def rate_limit_too_low(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """The written API rate limit is below what renewing the leases of the expected Services takes.

    Agents then throttle themselves, leases run out, and addresses move from node to node
    (Cilium, Documentation/network/l2-announcements.rst, sizing client rate limit).
    """
    cilium = ctx.get(CILIUM)
    if cilium is None or cilium.api_rate_limit is None or not l2.lease.renew_deadline.seconds:
        return
    needed = l2.expected_services / l2.lease.renew_deadline.seconds
    if cilium.api_rate_limit.qps < needed and ctx.written("cilium.apiRateLimit"):
        yield Problem(
            cilium.api_rate_limit,
            "qps",
            f"{cilium.api_rate_limit.qps} requests a second renew fewer than {l2.expected_services} leases"
            f" every {l2.lease.renew_deadline}",
            hint=f"write at least {-int(-needed // 1)}, or remove `apiRateLimit`: it follows from `l2`",
            others=(Other(l2, "expectedServices", "so many Services are expected"),),
        )
