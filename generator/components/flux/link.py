"""The Kustomizations: order, health and pruning follow from what the units hold."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.flux.settings import Settings
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context
from generator.core.graph import Graph
from generator.core.layout import BOOTSTRAP, unit_name
from generator.core.offer import Unit

API = "kustomize.toolkit.fluxcd.io/v1"


def link(ctx: Context, flux: Settings, graph: Graph) -> Iterator[Manifest]:
    """One Kustomization per unit that holds anything."""
    held = {item.unit for item in graph.objects}
    units = [unit for unit in _merged(ctx.offers(Unit)) if unit.path in held or unit.source]
    for unit in units:
        yield manifest(
            BOOTSTRAP,
            f"unit-{unit_name(unit.path)}",
            API,
            "Kustomization",
            unit_name(unit.path),
            namespace=flux.namespace,
            spec=_spec(flux, unit),
            about=(*unit.about, flux),
        )


def _merged(units: tuple[Unit, ...]) -> list[Unit]:
    """Several components may offer one unit: what they ask of it adds up."""
    return list({unit.path: unit for unit in units}.values())


def _spec(flux: Settings, unit: Unit) -> Json:
    return {
        "interval": str(flux.interval),
        "retryInterval": str(flux.retry_interval),
        "timeout": str(unit.timeout or flux.timeout),
        "prune": unit.prune,
        "path": f"./{flux.path}/{unit.path}",
        "sourceRef": {"kind": "GitRepository", "name": str(flux.source)},
    }
