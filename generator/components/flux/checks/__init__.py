"""What a valid-looking `flux:` section can still get wrong."""

from generator.components.flux.checks import sync, variables
from generator.core.judgement import Check, checks_of

CHECKS: tuple[Check, ...] = tuple(one for module in (sync, variables) for one in checks_of(module))
"""Checks of the settings, by what they are about."""
