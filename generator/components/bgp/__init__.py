"""BGP: which routers hear which addresses from which nodes."""

from generator.components.bgp import claims, resolve
from generator.components.bgp.checks import CHECKS
from generator.components.bgp.emit import emit
from generator.components.bgp.neighbors import Neighbor, Prefix, Side, sides
from generator.components.bgp.offers import offer
from generator.components.bgp.rules import RULES
from generator.components.bgp.settings import Router, Settings
from generator.core.claiming import claims_of
from generator.core.component import Component
from generator.core.derivation import derivations_of

COMPONENT = Component[Settings](
    name="bgp",
    settings=Settings,
    requires=("cilium", "pools"),
    derivations=derivations_of(resolve),
    offer=offer,
    emit=emit,
    checks=CHECKS,
    rules=RULES,
    claims=claims_of(claims),
)

__all__ = ["COMPONENT", "Neighbor", "Prefix", "Router", "Settings", "Side", "sides"]
