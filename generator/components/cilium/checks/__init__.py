"""What a valid-looking `cilium:` section can still get wrong: what the chart refuses, agents die of, or ignore."""

from generator.components.cilium.checks import (
    addresses,
    datapath,
    egress,
    encryption,
    mesh,
    mtu,
    nodes,
    release,
    routing,
    services,
    values,
    xdp,
)
from generator.core.judgement import checks_of

CHECKS = tuple(
    one
    for module in (release, routing, addresses, services, xdp, datapath, mtu, encryption, egress, mesh, nodes, values)
    for one in checks_of(module)
)
