"""Security: who may talk to whom."""

from generator.components.security import resolve
from generator.components.security.emit import emit
from generator.components.security.offers import offer
from generator.components.security.settings import Settings
from generator.core.component import Component
from generator.core.derivation import derivations_of

COMPONENT = Component[Settings](
    name="security",
    settings=Settings,
    requires=("cilium", "gateway-api", "monitoring"),
    derivations=derivations_of(resolve),
    offer=offer,
    emit=emit,
)

__all__ = ["COMPONENT", "Settings"]
