"""L2: addresses of Services announced on the nodes' own network."""

from generator.components.l2 import claims, rules
from generator.components.l2.checks import CHECKS
from generator.components.l2.emit import emit
from generator.components.l2.offers import offer
from generator.components.l2.settings import Policy, Settings
from generator.core.claiming import claims_of
from generator.core.component import Component
from generator.core.judgement import rules_of

COMPONENT = Component[Settings](
    name="l2",
    settings=Settings,
    requires=("cilium", "pools"),
    offer=offer,
    emit=emit,
    checks=CHECKS,
    rules=rules_of(rules),
    claims=claims_of(claims),
)

__all__ = ["COMPONENT", "Policy", "Settings"]
