"""Who a gateway is to a network policy: all of Cilium's share one identity, others are pods."""

from __future__ import annotations

from functools import lru_cache

from generator.components.gateway_api.settings import Gateway, Settings
from generator.core.context import Context
from generator.core.gateways import OF_GATEWAY
from generator.core.offer import Peer

INGRESS = Peer(entities=("ingress",))


def identity(settings: Settings, gateway: Gateway) -> Peer:
    """The peer that traffic of a gateway comes from."""
    one = settings.class_of(gateway)
    if one is None or one.is_cilium:
        return INGRESS
    return _pods(str(one.proxy_namespace or gateway.namespace), str(gateway.name))


@lru_cache(maxsize=64)
def _pods(namespace: str, name: str) -> Peer:
    return Peer(namespace=namespace, labels={OF_GATEWAY: name})


def peers_of(ctx: Context, *names: str) -> tuple[Peer, ...]:
    """The peers of these gateways, or of all; whoever reads no more of them is not asked again because of their hosts."""
    return ctx.part(_peers, *names)


def _peers(ctx: Context, *names: str) -> tuple[Peer, ...]:
    settings: Settings | None = ctx.section("gateway_api")
    if settings is None:
        return ()
    return identities(settings, names or tuple(gateway.name for gateway in settings.gateways))


def identities(settings: Settings, names: tuple[str, ...]) -> tuple[Peer, ...]:
    """The peers of several gateways, each once; names that do not exist are left to the checks."""
    found: list[Peer] = []
    for name in names:
        gateway = settings.gateway(name)
        peer = identity(settings, gateway) if gateway else None
        if peer is not None and peer not in found:
            found.append(peer)
    return tuple(found)
