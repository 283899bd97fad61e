"""What a valid-looking `gateway-api:` section can still get wrong."""

from generator.components.gateway_api.checks import bundles, classes, gateways, host_network, hosts, routes
from generator.core.judgement import checks_of

CHECKS = tuple(one for module in (bundles, classes, gateways, host_network, hosts, routes) for one in checks_of(module))

__all__ = ["CHECKS"]
