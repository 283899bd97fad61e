"""Flux: one Kustomization per unit, in an order that comes up from nothing."""

from generator.components.flux.addresses import root
from generator.components.flux.checks import CHECKS
from generator.components.flux.emit import CHART, OPERATOR, emit
from generator.components.flux.link import link
from generator.components.flux.offers import offer
from generator.components.flux.releases import health_of_release, namespace_of_flux
from generator.components.flux.rules import RULES
from generator.components.flux.settings import Settings
from generator.core.component import Component

COMPONENT = Component[Settings](
    name="flux",
    settings=Settings,
    requires=("secrets",),
    offer=offer,
    emit=emit,
    link=link,
    checks=CHECKS,
    rules=RULES,
)

__all__ = ["CHART", "COMPONENT", "OPERATOR", "Settings", "health_of_release", "namespace_of_flux", "root"]
