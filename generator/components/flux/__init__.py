"""Flux: one Kustomization per unit, in an order that comes up from nothing."""

from generator.components.flux import checks, delivery, readiness, rules, variables
from generator.components.flux.addresses import root
from generator.components.flux.emit import CHART, OPERATOR, emit
from generator.components.flux.link import link
from generator.components.flux.offers import offer
from generator.components.flux.settings import Settings
from generator.core.component import Component
from generator.core.judgement import checks_of, rules_of

COMPONENT = Component[Settings](
    checks=(*checks_of(checks), *checks_of(variables)),
    rules=(*rules_of(rules), *rules_of(delivery), *rules_of(readiness)),
    name="flux",
    settings=Settings,
    requires=("secrets",),
    offer=offer,
    emit=emit,
    link=link,
)

__all__ = ["CHART", "COMPONENT", "OPERATOR", "Settings", "root"]
