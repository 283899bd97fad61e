"""Monitoring: what Prometheus reads, shows and says."""

from generator.components.monitoring import checks
from generator.components.monitoring.emit import emit
from generator.components.monitoring.facts import exported
from generator.components.monitoring.offers import offer
from generator.components.monitoring.panels import Panel, document
from generator.components.monitoring.settings import Settings
from generator.core.component import Component
from generator.core.judgement import checks_of

COMPONENT = Component[Settings](
    name="monitoring",
    settings=Settings,
    requires=("cilium",),
    offer=offer,
    emit=emit,
    checks=checks_of(checks),
)

__all__ = ["COMPONENT", "Panel", "Settings", "document", "exported"]
