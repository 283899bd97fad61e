"""Secrets that stand readable: in the inventory, in overlays, in objects of the tree."""

from generator.components.plaintext import checks, rules
from generator.core.component import Component
from generator.core.judgement import checks_of, rules_of

COMPONENT = Component[None](name="plaintext", active=lambda _ctx: True, checks=checks_of(checks), rules=rules_of(rules))

__all__ = ["COMPONENT"]
