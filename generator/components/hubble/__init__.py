"""Hubble: who talks to whom, seen."""

from generator.components.hubble import checks, resolve
from generator.components.hubble.offers import offer
from generator.components.hubble.settings import Settings
from generator.core.component import Component
from generator.core.derivation import derivations_of
from generator.core.judgement import checks_of

COMPONENT = Component[Settings](
    name="hubble",
    settings=Settings,
    requires=("cilium", "monitoring"),
    derivations=derivations_of(resolve),
    offer=offer,
    checks=checks_of(checks),
)

__all__ = ["COMPONENT", "Settings"]
