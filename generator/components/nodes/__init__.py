"""The machines themselves: what all distributions share of preparing them, and whether what is written of them agrees."""

from generator.components.nodes import checks, claims
from generator.components.nodes.emit import emit
from generator.components.nodes.firewall import Opening, openings
from generator.components.nodes.kernel import Kernel, kernel
from generator.components.nodes.names import NFTABLES, SYSCTLS, files
from generator.components.nodes.offers import offer
from generator.components.nodes.roles import (
    CONTROL_PLANE,
    addresses,
    agents,
    api_names,
    cluster_dns,
    first,
    node_parts,
    registration,
    servers,
    servers_carry_all,
)
from generator.core.claiming import claims_of
from generator.core.component import Component
from generator.core.inventory import Node
from generator.core.judgement import checks_of

COMPONENT = Component[tuple[Node, ...]](
    name="nodes",
    requires=("cilium",),
    offer=offer,
    emit=emit,
    checks=checks_of(checks),
    claims=claims_of(claims),
    active=lambda ctx: bool(ctx.nodes),
)

__all__ = [
    "COMPONENT",
    "CONTROL_PLANE",
    "NFTABLES",
    "SYSCTLS",
    "Kernel",
    "Opening",
    "addresses",
    "agents",
    "api_names",
    "cluster_dns",
    "files",
    "first",
    "kernel",
    "node_parts",
    "openings",
    "registration",
    "servers",
    "servers_carry_all",
]
