"""What a valid-looking cluster, its nodes and its domains can still get wrong."""

from generator.components.cluster.checks import api, capacity, domains, namespaces, networks, nodes, versions
from generator.core.judgement import Check, checks_of

CHECKS: tuple[Check, ...] = tuple(
    one for module in (networks, capacity, nodes, api, versions, domains, namespaces) for one in checks_of(module)
)
