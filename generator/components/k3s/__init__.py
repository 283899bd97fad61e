"""k3s: configuration of its nodes, and Cilium's installation before Flux."""

from generator.components.k3s import checks
from generator.components.k3s.config import critical, joined
from generator.components.k3s.distribution import K3S, Family
from generator.components.k3s.emit import emit
from generator.components.k3s.helmchart import API, NAMESPACE
from generator.components.k3s.helmchart import emit as handover
from generator.components.k3s.helmchart import link as bootstrap
from generator.components.k3s.helmchart import offer as handover_offers
from generator.components.k3s.offers import offer
from generator.core.component import Component
from generator.core.judgement import checks_of

COMPONENT = Component[None](
    name="k3s",
    requires=("cilium", "nodes"),
    offer=offer,
    emit=emit,
    link=bootstrap,
    checks=checks_of(checks),
    active=lambda ctx: ctx.cluster.distribution == "k3s",
)

__all__ = [
    "API",
    "COMPONENT",
    "K3S",
    "NAMESPACE",
    "Family",
    "bootstrap",
    "critical",
    "handover",
    "handover_offers",
    "joined",
]
