"""What finished policies can get wrong, whoever wrote them."""

from generator.components.security.rules import (
    flows,
    names,
    namespaces,
    networks,
    nodes,
    requests,
    selectors,
    sessions,
    shape,
    tls,
    upgrades,
)
from generator.core.judgement import rules_of

RULES = tuple(
    one
    for module in (flows, names, namespaces, networks, nodes, requests, selectors, sessions, shape, tls, upgrades)
    for one in rules_of(module)
)

__all__ = ["RULES"]
