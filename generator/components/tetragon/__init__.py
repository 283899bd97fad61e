"""Tetragon: what processes do."""

from generator.components.tetragon import checks
from generator.components.tetragon.emit import emit
from generator.components.tetragon.offers import offer
from generator.components.tetragon.settings import Settings
from generator.core.component import Component
from generator.core.judgement import checks_of

COMPONENT = Component[Settings](
    name="tetragon",
    settings=Settings,
    requires=("flux", "monitoring"),
    offer=offer,
    emit=emit,
    checks=checks_of(checks),
)

__all__ = ["COMPONENT", "Settings"]
