"""What Cilium gives to the others."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium.chart import chart_values
from generator.components.cilium.kernel import kernel
from generator.components.cilium.kinds import KINDS
from generator.components.cilium.needs import needs
from generator.components.cilium.release import SOURCE
from generator.components.cilium.seen import probes
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.offer import Given, Offer, Unit, Upstream
from generator.core.release import origin


def offer(ctx: Context, cilium: Settings) -> Iterator[Offer]:
    """Its version, its units, its values; then what the features in use need."""
    yield Upstream(project="cilium", version=cilium.version.bare, about=(cilium,))
    yield origin(ctx, cilium.chart, "cilium", SOURCE)
    yield from _units(cilium)
    yield from chart_values(ctx, cilium)
    yield from needs(ctx, cilium)
    yield from kernel(ctx, cilium)
    yield from probes(ctx, cilium)


def _units(cilium: Settings) -> Iterator[Offer]:
    """Dropping the unit deletes nothing; with RKE2's own chart Cilium is there before Flux is."""
    if cilium.owner == "rke2":
        yield Given(kinds=("*.cilium.io",), why="cilium.owner: rke2", about=(cilium,))
    else:
        agents = {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "cilium", "namespace": cilium.namespace}
        yield Unit(
            path="cilium",
            after=("gateway-api/crds", "cilium/handover"),
            brings=KINDS,
            health=(agents,),
            orphan=True,
            about=(cilium,),
        )
    yield Unit(path="cilium/nodes", about=(cilium,))
