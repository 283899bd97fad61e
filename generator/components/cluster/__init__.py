"""The cluster itself: where its API answers, which networks it has, and whether both make sense."""

from generator.components.cluster import resolve, rules
from generator.components.cluster.checks import CHECKS
from generator.components.cluster.emit import emit
from generator.components.cluster.offers import offer
from generator.core.component import Component
from generator.core.derivation import derivations_of
from generator.core.inventory import Cluster
from generator.core.judgement import rules_of

COMPONENT = Component[Cluster](
    name="cluster",
    derivations=derivations_of(resolve),
    offer=offer,
    emit=emit,
    checks=CHECKS,
    rules=rules_of(rules),
)

__all__ = ["COMPONENT"]
