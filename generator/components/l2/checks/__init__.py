"""What a valid-looking `l2:` section can still get wrong."""

from generator.components.l2.checks import leases, policies, reach
from generator.core.judgement import checks_of

CHECKS = tuple(one for module in (leases, policies, reach) for one in checks_of(module))
