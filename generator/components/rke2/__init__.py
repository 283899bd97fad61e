"""RKE2: configuration of its nodes, and Cilium's installation before Flux or by RKE2 itself."""

from generator.components.k3s import bootstrap
from generator.components.rke2 import checks
from generator.components.rke2.distribution import RKE2
from generator.components.rke2.emit import emit
from generator.components.rke2.offers import offer
from generator.core.component import Component
from generator.core.judgement import checks_of

COMPONENT = Component[None](
    name="rke2",
    requires=("cilium", "k3s", "nodes"),
    offer=offer,
    emit=emit,
    link=bootstrap,
    checks=checks_of(checks),
    active=lambda ctx: ctx.cluster.distribution == "rke2",
)

__all__ = ["COMPONENT", "RKE2"]
