"""What a valid-looking `l2:` section can still get wrong."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.l2.policies import announced
from generator.components.l2.settings import Policy, Settings
from generator.components.pools import COMPONENT as POOLS
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.net import within
from generator.core.offer import Announcement
from generator.core.selector import disjoint
from generator.core.suggest import did_you_mean

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


@check("l2/unknown-pool")
def unknown_pool(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """A policy names a pool that does not exist: it would announce every Service instead of the pool's."""
    known = [str(pool.name) for pool in ctx.get(POOLS) or ()]
    for policy in l2.policies:
        for index, name in enumerate(policy.pools):
            if name not in known:
                yield Problem(policy, ("pools", index), f"there is no pool {name!r}", hint=did_you_mean(name, known))


@check("l2/pool-of-every-service")
def pool_of_every_service(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """A policy names a pool that serves every Service: nothing tells its Services from those of other pools.

    A policy selects Services, not pools (Cilium, CiliumL2AnnouncementPolicy): it would announce all of them.
    """
    pools = {str(pool.name): pool for pool in ctx.get(POOLS) or ()}
    for policy in l2.policies:
        for index, name in enumerate(policy.pools):
            pool = pools.get(name)
            if pool is not None and pool.services is None:
                yield Problem(
                    policy,
                    ("pools", index),
                    f"pool {name!r} serves every Service, so the policy would announce all of them",
                    hint="give the pool `services`, or remove `pools` here",
                    others=(Other(pool, "name", "the pool is here"),),
                )


@check("l2/services-beside-pools")
def services_beside_pools(_ctx: Context, l2: Settings) -> Iterator[Problem]:
    """A policy has `services` and `pools`: both say which Services are meant, and only one could be written."""
    for policy in l2.policies:
        if policy.pools and policy.services is not None:
            yield Problem(
                policy, "services", f"policy {policy.name!r} has `services` and `pools`", hint="keep one of them"
            )


@check("l2/duplicate-policy")
def duplicate_policy(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """Two policies would become one object: the second replaces the first. A policy of several pools is `name-pool`."""
    seen: dict[str, Policy] = {}
    for one in announced(ctx, l2):
        first = seen.setdefault(one.name, one.policy)
        if first is not one.policy:
            yield Problem(
                one.policy,
                "name",
                f"there is another policy {one.name!r}",
                hint="give it another name",
                others=(Other(first, "name", "the other one is here"),),
            )


@check("l2/selects-no-node")
def selects_no_node(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """No listed node matches the selector of a policy: nobody answers for its addresses."""
    for policy in l2.policies if ctx.nodes else ():
        if policy.nodes is not None and not any(
            policy.nodes.matches(node.labels_on(ctx.cluster.distribution)) for node in ctx.nodes
        ):
            yield Problem(
                policy,
                "nodes",
                f"`{policy.nodes}` matches none of the {len(ctx.nodes)} nodes",
                hint="label a node so, or correct the selector",
            )


@check("l2/announced-twice", WARNING)
def announced_twice(ctx: Context, _l2: Settings) -> Iterator[Problem]:
    """A Service may be announced by L2 and by BGP: clients on the link and the routers then use different nodes.

    It works, but failover differs by client and connections that cross both ways can break. `pools` or `services` part them.
    """
    by_bgp = [one for one in ctx.offers(Announcement) if one.by == "bgp"]
    for mine in (one for one in ctx.offers(Announcement) if one.by == "l2"):
        for other in by_bgp:
            if not set(mine.addresses) & set(other.addresses):
                continue
            if mine.selector is None or other.selector is None or not disjoint(mine.selector, other.selector):
                policy, *_ = mine.about
                yield Problem(
                    policy,
                    (),
                    "Services are announced by L2 and by BGP at once",
                    hint="part them by `services` or `pools` here and in `bgp`",
                    others=(Other(other.about[0], (), "BGP advertises them here"),),
                )
                return


@check("l2/pool-off-link", WARNING)
def pool_off_link(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """A pool lies outside the nodes' networks and only L2 announces it: nobody on the link asks for its addresses by ARP.

    They are reached only if the router of the link has a route for them that points at the link itself.
    """
    if not ctx.cluster.networks.nodes or any(one.by == "bgp" for one in ctx.offers(Announcement)):
        return
    for pool in ctx.get(POOLS) or ():
        for index, block in enumerate(pool.blocks):
            if not pool.disabled and not within(block, ctx.cluster.networks.nodes):
                yield Problem(
                    pool,
                    ("blocks", index),
                    f"{block} lies in no node network, and only L2 announces it",
                    hint="take addresses of a node network, announce it by `bgp`, or give the router a route onto the link",
                    others=(Other(l2, (), "L2 announcements are switched on here"),),
                )


@check("l2/device-left-out")
def device_left_out(ctx: Context, l2: Settings) -> Iterator[Problem]:
    """An interface pattern matches none of Cilium's devices: the policy announces nothing there.

    Only devices in `cilium.devices` can announce (Cilium, Documentation/network/l2-announcements.rst, prerequisites).
    """
    cilium = ctx.get(CILIUM)
    if cilium is None or not cilium.devices:
        return
    from generator.core.schema.regex import matcher

    for policy in l2.policies:
        for index, pattern in enumerate(policy.interfaces):
            try:
                found = matcher(pattern)
            except Exception:  # noqa: BLE001, S112 - no regular expression: l2/invalid-interface says so
                continue
            if not any(found(name) for device in cilium.devices for name in _names(device)):
                yield Problem(
                    policy,
                    ("interfaces", index),
                    f"`{pattern}` matches none of Cilium's devices",
                    hint="add the device to `cilium.devices`, or correct the pattern",
                    others=(Other(cilium, "devices", f"these are {', '.join(cilium.devices)}"),),
                )


def _names(device: str) -> tuple[str, ...]:
    """Names that a device may have: `eth+` stands for all that begin with `eth`."""
    if not device.endswith("+"):
        return (device,)
    return tuple(f"{device[:-1]}{end}" for end in ("", "0", "1", "10"))
