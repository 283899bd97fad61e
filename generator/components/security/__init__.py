"""Security: who may talk to whom."""

from generator.components.security import resolve
from generator.components.security.checks import CHECKS
from generator.components.security.emit import emit
from generator.components.security.offers import offer
from generator.components.security.rules import RULES
from generator.components.security.settings import Settings
from generator.core.component import Component
from generator.core.derivation import derivations_of

COMPONENT = Component[Settings](
    name="security",
    settings=Settings,
    requires=("bgp", "cilium", "flux", "gateway-api", "monitoring"),
    derivations=derivations_of(resolve),
    offer=offer,
    emit=emit,
    checks=CHECKS,
    rules=RULES,
)

__all__ = ["COMPONENT", "Settings"]
