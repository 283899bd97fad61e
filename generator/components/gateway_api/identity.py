"""Who a gateway is to a network policy: all of Cilium's share one identity, others are pods."""

from __future__ import annotations

from generator.components.gateway_api.settings import Gateway, Settings
from generator.core.offer import Peer

INGRESS = Peer(entities=("ingress",))
LABEL = "gateway.networking.k8s.io/gateway-name"


def identity(settings: Settings, gateway: Gateway) -> Peer:
    """The peer that traffic of a gateway comes from."""
    one = settings.class_of(gateway)
    if one is None or one.is_cilium:
        return INGRESS
    return Peer(namespace=one.proxy_namespace or gateway.namespace, labels={LABEL: str(gateway.name)})


def identities(settings: Settings, names: tuple[str, ...]) -> tuple[Peer, ...]:
    """The peers of several gateways, each once; names that do not exist are left to the checks."""
    found: list[Peer] = []
    for name in names:
        gateway = settings.gateway(name)
        peer = identity(settings, gateway) if gateway else None
        if peer is not None and peer not in found:
            found.append(peer)
    return tuple(found)
