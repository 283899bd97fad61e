"""Gateways that listen on the nodes themselves."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.gateway_api.listeners import entries
from generator.components.gateway_api.settings import Gateway, Settings
from generator.core.context import Context
from generator.core.judgement import Other, Problem, check
from generator.core.offer import Port
from generator.core.site import site


@check("gateway-api/host-network-with-addresses")
def host_network_with_addresses(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway has addresses while gateways listen on the nodes.

    In host network mode no gateway gets a LoadBalancer Service, so nothing takes the address (host-network-mode.rst).
    """
    if settings.host_network is None:
        return
    for gateway in _native(settings):
        if gateway.addresses:
            yield Problem(
                gateway,
                "addresses",
                f"gateway {gateway.name!r} has addresses and listens on the nodes",
                hint="remove `addresses`, or `hostNetwork`",
                others=(Other(settings, "hostNetwork", "gateways listen on the nodes because of this"),),
            )


@check("gateway-api/host-network-port-twice")
def host_network_port_twice(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Two gateways want the same port of the nodes.

    In host network mode each port belongs to one gateway (host-network-mode.rst); the second never listens.
    """
    if settings.host_network is None:
        return
    seen: dict[int, Gateway] = {}
    for gateway in _native(settings):
        for port in sorted({entry.port for entry in entries(ctx, settings, gateway)}):
            first = seen.setdefault(port, gateway)
            if first is not gateway:
                yield Problem(
                    gateway,
                    (),
                    f"gateways {first.name!r} and {gateway.name!r} both want port {port} of the nodes",
                    hint="give them different ports, or make them one gateway",
                    others=(Other(first, (), "the other one is here"),),
                )


@check("gateway-api/host-network-port-taken")
def host_network_port_taken(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway is to listen on a port of the nodes that something of the cluster holds already.

    In host network mode ports must be free on every node that is selected (host-network-mode.rst): the listener is never
    programmed. Ports of servers count where all nodes are selected; the range of NodePorts does not, for nobody listens there.
    """
    if settings.host_network is None:
        return
    everywhere = not settings.host_network.requirements
    held = {
        int(number): port
        for port in ctx.offers(Port)
        for number, _, protocol in (port.port.partition("/"),)
        if protocol == "tcp" and number.isdigit() and (port.targets == "nodes" or everywhere)
    }
    for gateway in _native(settings):
        for entry in entries(ctx, settings, gateway):
            port = held.get(entry.port)
            if port is not None:
                yield Problem(
                    entry.about,
                    () if entry.about is gateway else "port",
                    f"gateway {gateway.name!r} is to listen on port {entry.port} of the nodes, which is taken: {port.why}",
                    hint="give the listener another port",
                )


@check("gateway-api/host-network-layer-4")
def host_network_layer_4(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A TCP or UDP listener while gateways listen on the nodes.

    Host network mode serves neither TCPRoute nor UDPRoute (host-network-mode.rst).
    """
    for gateway in _native(settings) if settings.host_network is not None else ():
        for listener in gateway.listeners:
            if listener.protocol in ("TCP", "UDP"):
                yield Problem(
                    listener,
                    "protocol",
                    f"listener {listener.name!r} speaks {listener.protocol}, which gateways on the nodes cannot",
                    hint="remove `hostNetwork`, or the listener",
                    others=(Other(settings, "hostNetwork", "gateways listen on the nodes because of this"),),
                )


@check("gateway-api/host-network-selector")
def host_network_selector(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """The nodes are selected by more than equal labels.

    The chart has `gatewayAPI.hostNetwork.nodes.matchLabels` and nothing else.
    """
    if settings.host_network is not None and "matchExpressions" in settings.host_network.spec():
        yield Problem(
            settings,
            "hostNetwork",
            f"selector {settings.host_network!r} is more than equal labels",
            hint="label the nodes and select that label with `key=value`",
        )


@check("gateway-api/host-network-nowhere")
def host_network_nowhere(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Gateways are to listen on nodes that are selected by labels, and no listed node has these.

    Envoy then listens nowhere (`gatewayAPI.hostNetwork.nodes.matchLabels`, host-network-mode.rst): no gateway answers.
    """
    selector = settings.host_network
    if selector is not None and site(ctx).misses(selector.requirements):
        yield Problem(
            settings,
            "hostNetwork",
            f"no listed node has {str(selector)!r}: gateways would listen nowhere",
            hint="label a node, or change the selector",
        )


def _native(settings: Settings) -> Iterator[Gateway]:
    for gateway in settings.gateways:
        one = settings.class_of(gateway)
        if one is None or one.is_cilium:
            yield gateway
