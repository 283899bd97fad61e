"""Flux: one Kustomization per unit, in an order that comes up from nothing."""

from generator.components.flux import rules
from generator.components.flux.emit import emit
from generator.components.flux.link import link
from generator.components.flux.offers import offer
from generator.components.flux.settings import Settings
from generator.core.component import Component
from generator.core.judgement import rules_of

COMPONENT = Component[Settings](
    rules=rules_of(rules), name="flux", settings=Settings, requires=("secrets",), offer=offer, emit=emit, link=link
)

__all__ = ["COMPONENT", "Settings"]
