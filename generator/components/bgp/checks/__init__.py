"""What a valid-looking `bgp:` section can still get wrong."""

from generator.components.bgp.checks import advertisements, nodes, overrides, routers, sessions, timers, ways
from generator.core.judgement import Check, checks_of

CHECKS: tuple[Check, ...] = tuple(
    one for module in (routers, sessions, timers, nodes, ways, overrides, advertisements) for one in checks_of(module)
)
