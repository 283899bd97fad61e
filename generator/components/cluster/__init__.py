"""The cluster itself: where its API answers, which networks it has, and whether both make sense."""

from generator.components.cluster import resolve
from generator.core.component import Component
from generator.core.derivation import derivations_of
from generator.core.inventory import Cluster

COMPONENT = Component[Cluster](name="cluster", derivations=derivations_of(resolve))

__all__ = ["COMPONENT"]
