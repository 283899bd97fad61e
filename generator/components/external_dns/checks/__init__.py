"""What a valid-looking `external-dns:` section can still get wrong."""

from generator.components.external_dns.checks import instances, publishing, rfc2136
from generator.core.judgement import Check, checks_of

CHECKS: tuple[Check, ...] = tuple(one for module in (instances, publishing, rfc2136) for one in checks_of(module))
"""Checks of the settings, by what they are about."""
