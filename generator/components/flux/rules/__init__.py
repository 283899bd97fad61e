"""What Flux would do to a finished tree, whoever wrote it."""

from generator.components.flux.rules import deleted, delivery, order, readiness, sources
from generator.core.judgement import rules_of

RULES = tuple(one for module in (deleted, delivery, order, readiness, sources) for one in rules_of(module))

__all__ = ["RULES"]
