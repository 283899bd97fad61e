"""kubeadm: configuration of its nodes, and the values that Cilium is installed with before Flux."""

from generator.components.cilium import install_values
from generator.components.kubeadm import checks
from generator.components.kubeadm.emit import emit
from generator.components.kubeadm.offers import offer
from generator.core.component import Component
from generator.core.judgement import checks_of

COMPONENT = Component[None](
    name="kubeadm",
    requires=("cilium", "nodes"),
    offer=offer,
    emit=emit,
    link=install_values,
    checks=checks_of(checks),
    active=lambda ctx: ctx.cluster.distribution == "kubeadm",
)

__all__ = ["COMPONENT"]
