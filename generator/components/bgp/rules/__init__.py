"""What finished BGP objects can get wrong, whoever wrote them."""

from generator.components.bgp.rules import joins, links, nodes, offering, passwords, peering, reach
from generator.core.judgement import rules_of

RULES = tuple(one for module in (joins, links, nodes, offering, passwords, peering, reach) for one in rules_of(module))

__all__ = ["RULES"]
