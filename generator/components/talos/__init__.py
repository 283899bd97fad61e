"""Talos: patches of the machine configuration, and the values that Cilium is installed with before Flux."""

from generator.components.cilium import install_values
from generator.components.talos import checks
from generator.components.talos.emit import emit
from generator.components.talos.offers import offer
from generator.core.component import Component
from generator.core.judgement import checks_of

COMPONENT = Component[None](
    name="talos",
    requires=("cilium", "nodes"),
    offer=offer,
    emit=emit,
    link=install_values,
    checks=checks_of(checks),
    active=lambda ctx: ctx.cluster.distribution == "talos",
)

__all__ = ["COMPONENT"]
