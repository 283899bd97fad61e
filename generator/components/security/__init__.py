"""Security: who may talk to whom."""

from generator.components.security import resolve
from generator.components.security.checks import peers, policies, stance, traffic
from generator.components.security.emit import emit
from generator.components.security.offers import offer
from generator.components.security.rules import (
    flows,
    names,
    networks,
    nodes,
    requests,
    selectors,
    sessions,
    shape,
    tls,
    upgrades,
)
from generator.components.security.settings import Settings
from generator.core.component import Component
from generator.core.derivation import derivations_of
from generator.core.judgement import checks_of, rules_of

COMPONENT = Component[Settings](
    name="security",
    settings=Settings,
    requires=("bgp", "cilium", "flux", "gateway-api", "monitoring"),
    derivations=derivations_of(resolve),
    offer=offer,
    emit=emit,
    checks=tuple(one for module in (peers, traffic, policies, stance) for one in checks_of(module)),
    rules=tuple(
        rule
        for module in (shape, flows, names, networks, nodes, requests, selectors, sessions, tls, upgrades)
        for rule in rules_of(module)
    ),
)

__all__ = ["COMPONENT", "Settings"]
