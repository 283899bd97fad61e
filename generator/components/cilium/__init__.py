"""Cilium: the release that everything else stands on."""

from generator.components.cilium import claims, resolve
from generator.components.cilium.checks import CHECKS
from generator.components.cilium.emit import emit
from generator.components.cilium.kinds import CLUSTERWIDE, POLICY, POLICY_KINDS
from generator.components.cilium.offers import offer
from generator.components.cilium.release import (
    UNIT,
    Bootstrap,
    Withheld,
    bootstrap,
    first_install,
    install_values,
    release_values,
)
from generator.components.cilium.released import Read, reader, releases
from generator.components.cilium.rules import RULES
from generator.components.cilium.settings import Settings
from generator.core.claiming import claims_of
from generator.core.component import Component
from generator.core.derivation import derivations_of

COMPONENT = Component[Settings](
    name="cilium",
    settings=Settings,
    requires=("flux", "pools"),
    derivations=derivations_of(resolve),
    offer=offer,
    emit=emit,
    checks=CHECKS,
    rules=RULES,
    claims=claims_of(claims),
)

__all__ = [
    "CLUSTERWIDE",
    "COMPONENT",
    "POLICY",
    "POLICY_KINDS",
    "UNIT",
    "Bootstrap",
    "Read",
    "Settings",
    "Withheld",
    "bootstrap",
    "first_install",
    "install_values",
    "reader",
    "release_values",
    "releases",
]
