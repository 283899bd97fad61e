"""Gateway API: its CRDs, gateways, and the routes that the platform publishes."""

from generator.components.gateway_api import bundle, resolve
from generator.components.gateway_api.checks import CHECKS
from generator.components.gateway_api.emit import emit
from generator.components.gateway_api.flows import request_flows
from generator.components.gateway_api.identity import peers_of
from generator.components.gateway_api.offers import offer
from generator.components.gateway_api.published import Published, published
from generator.components.gateway_api.routes import Route
from generator.components.gateway_api.rules import RULES
from generator.components.gateway_api.settings import DNS, Gateway, Settings
from generator.core.component import Component
from generator.core.derivation import derivations_of

COMPONENT = Component[Settings](
    name="gateway-api",
    settings=Settings,
    requires=("cilium", "cert-manager", "pools"),
    derivations=derivations_of(resolve),
    offer=offer,
    emit=emit,
    checks=CHECKS,
    rules=RULES,
)


def serves_version(settings: Settings, kind: str, version: str) -> bool:
    """Whether the bundle serves a kind of the Gateway API at a version: `TLSRoute`, `v1alpha2`."""
    return bundle.serves(kind, version, settings.version, settings.channel)


__all__ = [
    "COMPONENT",
    "DNS",
    "Gateway",
    "Published",
    "Route",
    "Settings",
    "peers_of",
    "published",
    "request_flows",
    "serves_version",
]
