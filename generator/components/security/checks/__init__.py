"""What a valid-looking `security:` section can still get wrong."""

from generator.components.security.checks import peers, policies, stance, traffic
from generator.core.judgement import Check, checks_of

CHECKS: tuple[Check, ...] = tuple(one for module in (peers, policies, stance, traffic) for one in checks_of(module))
"""Checks of the settings, by what they are about."""
