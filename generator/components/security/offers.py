"""What policies ask of others."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.security.alerts import ALERTS
from generator.components.security.emit import peers
from generator.components.security.settings import Settings
from generator.components.security.units import ALLOWS, DENY, POLICIES
from generator.core.context import Context
from generator.core.offer import ChartValue, Offer, Unit


def offer(_ctx: Context, settings: Settings) -> Iterator[Offer]:
    """Units in the order in which nothing is cut off; the chart values that policies need."""
    yield Unit(path=ALLOWS, about=(settings,))
    yield Unit(path=POLICIES, after=(ALLOWS,), about=(settings,))
    yield Unit(path=DENY, after=(ALLOWS, POLICIES), about=(settings,))  # written policies allow, too
    if settings.default_deny == "audit":
        fields = ("security.defaultDeny",)
        yield ChartValue(release="cilium", path="policyAuditMode", value=True, fields=fields, about=(settings,))
    for peer in peers(settings):
        if peer.nodes is not None:
            yield ChartValue(release="cilium", path="nodeSelectorLabels", value=True, about=(peer,))
            break
    if settings.alerts:
        yield from ALERTS
