"""What L2 announcements need of the others."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.l2.emit import UNIT
from generator.components.l2.policies import announced
from generator.components.l2.settings import Settings
from generator.core.context import Context
from generator.core.offer import Announcement, ChartValue, Offer, Probe, Unit

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
    yield Probe(name="l2-leases", kind="l2-leases", facts={"prefix": LEASES}, about=(l2,))


def _value(path: str, *, of: object, about: object, fields: tuple[str, ...] | None = None) -> ChartValue:
    return ChartValue(release="cilium", path=f"l2announcements.{path}", value=of, fields=fields, about=(about,))
