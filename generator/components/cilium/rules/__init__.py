"""What finished releases and policies of Cilium can get wrong, whoever wrote them."""

from generator.components.cilium.rules import agents, flags, neglect, nodes, place
from generator.core.judgement import rules_of

RULES = tuple(one for module in (agents, flags, neglect, nodes, place) for one in rules_of(module))

__all__ = ["RULES"]
