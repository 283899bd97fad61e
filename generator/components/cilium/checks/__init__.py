"""What a valid-looking `cilium:` section can still get wrong: what the chart refuses, agents die of, or ignore."""

from generator.components.cilium.checks import (
    datapath,
    egress,
    encryption,
    mesh,
    nodes,
    release,
    routing,
    services,
    values,
)
from generator.core.judgement import checks_of

CHECKS = tuple(
    one
    for module in (release, routing, services, datapath, encryption, egress, mesh, nodes, values)
    for one in checks_of(module)
)
