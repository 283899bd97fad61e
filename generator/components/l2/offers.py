"""What L2 announcements need of the others."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.l2.emit import UNIT
from generator.components.l2.policies import announced
from generator.components.l2.settings import Settings
from generator.components.pools import COMPONENT as POOLS
from generator.core.context import Context
from generator.core.net import Block, Network
from generator.core.offer import Announcement, ChartValue, Claim, Offer, Probe, Unit
from generator.core.selector import Selector, disjoint

LEASES = "cilium-l2announce-"
"""How the names of the leases begin (Cilium, L2 announcements guide); they stand beside the agents."""


def offer(ctx: Context, l2: Settings) -> Iterator[Offer]:
    """Chart values, the unit of the policies, what is announced, and a probe."""
    yield Unit(path=UNIT, about=(l2,))
    yield _value("enabled", of=True, about=l2)
    for path, field, of in (
        ("leaseDuration", "duration", l2.lease.duration),
        ("leaseRenewDeadline", "renewDeadline", l2.lease.renew_deadline),
        ("leaseRetryPeriod", "retryPeriod", l2.lease.retry_period),
    ):
        yield _value(path, of=str(of), about=l2.lease, fields=(f"l2.lease.{field}",))
    for one in announced(ctx, l2):
        yield Announcement(by="l2", addresses=one.policy.addresses, selector=one.services, about=(one.policy, l2))
    if ctx.fleet:
        yield from _claims(ctx, l2)
    yield Probe(name="l2-leases", kind="l2-leases", facts={"prefix": LEASES}, about=(l2,))


def _claims(ctx: Context, l2: Settings) -> Iterator[Claim]:
    """Who holds an address's lease answers for it on the link, and each cluster has leases of its own."""
    selectors = [one.services for one in announced(ctx, l2) if "LoadBalancerIP" in one.policy.addresses]
    for pool in ctx.get(POOLS) or ():
        if pool.disabled or not any(_may_meet(selector, pool.services) for selector in selectors):
            continue
        for index, block in enumerate(pool.blocks):
            for link in _links(ctx, block):
                yield Claim(
                    code="l2/pool-shared-on-link",
                    what=f"block {block} announced on {link.canonical}",
                    key=(link.canonical,),
                    span=(block.first, block.last),
                    path=("blocks", index),
                    severity="warning",
                    hint="give each cluster its own addresses, unless these are two links that have the same numbers",
                    about=(pool,),
                )


def _may_meet(one: Selector | None, other: Selector | None) -> bool:
    """Whether a Service can match both; None matches all."""
    return one is None or other is None or not disjoint(one.requirements, other.requirements)


def _links(ctx: Context, block: Block) -> list[Network]:
    """Node networks on which a block is asked for: the one that holds it, else all of its family."""
    alike = [network for network in ctx.cluster.networks.nodes if network.version == block.version]
    return [network for network in alike if block in network] or alike


def _value(path: str, *, of: object, about: object, fields: tuple[str, ...] | None = None) -> ChartValue:
    return ChartValue(release="cilium", path=f"l2announcements.{path}", value=of, fields=fields, about=(about,))
