"""Cilium: the release that everything else stands on."""

from generator.components.cilium.settings import Settings
from generator.core.component import Component

COMPONENT = Component[Settings](name="cilium", settings=Settings)

__all__ = ["COMPONENT", "Settings"]
