"""The cluster itself: where its API answers, which networks it has, and whether both make sense."""

from generator.components.cluster import resolve
from generator.components.cluster.checks import CHECKS
from generator.components.cluster.emit import emit
from generator.components.cluster.offers import offer
from generator.core.component import Component
from generator.core.derivation import derivations_of
from generator.core.inventory import Cluster

COMPONENT = Component[Cluster](
    name="cluster", derivations=derivations_of(resolve), offer=offer, emit=emit, checks=CHECKS
)

__all__ = ["COMPONENT"]
