"""What a valid-looking `platform` can still get wrong."""

from generator.components.routers.checks import devices, sessions
from generator.core.judgement import Check, checks_of

CHECKS: tuple[Check, ...] = (*checks_of(sessions), *checks_of(devices))
