"""Where a route attaches: which listeners of which gateways."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.gateway_api.listeners import Entry
from generator.components.gateway_api.routes import Route
from generator.components.gateway_api.settings import Gateway, Settings
from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.scalar import Host

SUFFIXED = ("HTTP", "TLS")
"""Protocols of listeners that show no certificate of their own: HTTP has none, TLS is the backend's."""
Listeners = dict[str, tuple[Entry, ...]]
"""Gateway -> its listeners."""


def parents(ctx: Context, settings: Settings, listeners: Listeners, route: Route) -> list[Json]:
    """`parentRefs`, one per listener: in the order of the route's gateways and of their listeners."""
    refs: list[Json] = []
    for gateway in gateways_of(settings, route):
        for entry in attached(ctx, listeners[gateway.name], route):
            refs.append({"name": gateway.name, "namespace": gateway.namespace, "sectionName": entry.name})
    return refs


def gateways_of(settings: Settings, route: Route) -> Iterator[Gateway]:
    """The gateways that a route names, as far as they exist."""
    for name in route.gateways:
        gateway = settings.gateway(name)
        if gateway is not None:
            yield gateway


def attached(ctx: Context, entries: tuple[Entry, ...], route: Route) -> Iterator[Entry]:
    """The listeners of one gateway that a route attaches to."""
    hosts = tuple(ctx.host(host) for host in route.hosts)
    for entry in entries:
        if route.listener is not None:
            if entry.name == route.listener:
                yield entry
        elif entry.takes(route.kind) and (not hosts or any(serves(entry, host) for host in hosts)):
            yield entry


def serves(entry: Entry, host: Host) -> bool:
    """Whether a listener's host covers a route's.

    A wildcard of the Gateway API covers any number of labels (HTTPRoute, `hostnames`); a certificate's covers one, and HTTPS
    serves no more than that.
    """
    if entry.host is None or entry.host.covers(host):
        return True
    shown = entry.protocol not in SUFFIXED or entry.mode == "Terminate"
    return not shown and entry.host.startswith("*.") and host.endswith(entry.host[1:])
