"""Linux capabilities: a list in values replaces the chart's, so whoever needs one more, or one fewer, writes all."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.minors import AGENT, CLEANING, capabilities
from generator.components.cilium.settings import RELEASE, Settings
from generator.core.context import Context
from generator.core.offer import ChartValue
from generator.core.values import items

FORBIDDEN = {"talos": "SYS_MODULE"}
"""Talos lets no pod load kernel modules: a pod that asks for the capability does not start (siderolabs/docs)."""


def lists(ctx: Context, cilium: Settings) -> Iterator[ChartValue]:
    """The lists that differ from the chart's: what components ask for, minus what the distribution forbids."""
    forbidden = FORBIDDEN.get(ctx.cluster.distribution)
    for path, usual in capabilities(cilium.version.minor).items():
        asked = [item for item in items(ctx, RELEASE) if item.path == path]
        differs = bool(asked) or (forbidden is not None and path in (AGENT, CLEANING))
        if differs:
            wanted = [name for name in usual if name != forbidden] + [item.item for item in asked]
            about = tuple(thing for item in asked for thing in item.about) or (cilium,)
            yield ChartValue(release=RELEASE, path=path, value=list(dict.fromkeys(wanted)), fields=(), about=about)
