"""What the finished gateways and routes can get wrong, whoever wrote them."""

from generator.components.gateway_api.rules import addresses, announced, classes, references, routes
from generator.core.judgement import rules_of

RULES = tuple(one for module in (addresses, announced, classes, references, routes) for one in rules_of(module))

__all__ = ["RULES"]
