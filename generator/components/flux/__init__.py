"""Flux: one Kustomization per unit, in an order that comes up from nothing."""

from generator.components.flux.emit import emit
from generator.components.flux.link import link
from generator.components.flux.offers import offer
from generator.components.flux.settings import Settings
from generator.core.component import Component

COMPONENT = Component[Settings](
    name="flux", settings=Settings, requires=("secrets",), offer=offer, emit=emit, link=link
)

__all__ = ["COMPONENT", "Settings"]
