"""Monitoring: what Prometheus reads, shows and says."""

from generator.components.monitoring.settings import Settings
from generator.core.component import Component

COMPONENT = Component[Settings](name="monitoring", settings=Settings)

__all__ = ["COMPONENT", "Settings"]
