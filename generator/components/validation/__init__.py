"""Validation: a script that checks the running cluster against what the inventory says."""

from generator.components.validation.script import link
from generator.core.component import Component

COMPONENT = Component[None](
    name="validation",
    requires=("cilium", "flux", "gateway-api", "pools"),
    active=lambda _ctx: True,
    link=link,
)

__all__ = ["COMPONENT"]
