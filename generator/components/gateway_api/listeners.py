"""The listeners of a gateway: one per host for Cilium, one for all of them elsewhere."""

from __future__ import annotations

from msgspec import Struct

from generator.components.gateway_api.names import section_name
from generator.components.gateway_api.origin import RoutesFrom
from generator.components.gateway_api.settings import Gateway, Listener, Settings
from generator.core.context import Context
from generator.core.scalar import Host, Name

KINDS = {
    "HTTP": ("HTTPRoute", "GRPCRoute"),
    "HTTPS": ("HTTPRoute", "GRPCRoute"),
    "TLS": ("TLSRoute", "TCPRoute"),
    "TCP": ("TCPRoute",),
    "UDP": ("UDPRoute",),
}
"""Routes that fit a protocol (gateway-api, apis/v1/gateway_types.go, ProtocolType). TLS that ends here carries TCPRoutes."""


class Entry(Struct, frozen=True, kw_only=True):
    """A listener as it will be written."""

    name: str
    port: int
    protocol: str
    host: Host | None = None
    certificates: tuple[Name, ...] = ()
    mode: str | None = None
    routes_from: RoutesFrom
    kinds: tuple[str, ...] = ()
    redirects: bool = False
    """The plain port 80 that only redirects: no route of anybody's attaches."""
    about: object

    def takes(self, kind: str) -> bool:
        """Whether routes of a kind may attach; unknown protocols are their controller's to judge."""
        if self.redirects:
            return False
        if self.kinds:
            return kind in self.kinds
        if self.protocol == "TLS":
            return kind == ("TCPRoute" if self.mode == "Terminate" else "TLSRoute")
        return kind in KINDS.get(self.protocol, (kind,))


def entries(ctx: Context, settings: Settings, gateway: Gateway) -> tuple[Entry, ...]:
    """In the order they are written: port 80, the hosts, the further ones."""
    return (
        *_http(ctx, gateway),
        *_https(ctx, settings, gateway),
        *(_further(ctx, gateway, one) for one in gateway.listeners),
    )


def _http(ctx: Context, gateway: Gateway) -> tuple[Entry, ...]:
    if gateway.http == "none":
        return ()
    redirects = gateway.http == "redirect"
    origin = RoutesFrom("same") if redirects else gateway.routes_from
    return (
        Entry(
            name="http",
            port=80,
            protocol="HTTP",
            host=ctx.host(gateway.http_host) if gateway.http_host else None,
            routes_from=origin,
            redirects=redirects,
            about=gateway,
        ),
    )


def _https(ctx: Context, settings: Settings, gateway: Gateway) -> tuple[Entry, ...]:
    one = settings.class_of(gateway)
    if not gateway.hosts:
        return ()
    if one is not None and not one.is_cilium:
        return (_host(gateway, "https", None, gateway.certificates),)
    return tuple(
        _host(gateway, section_name(ctx.host(host)), ctx.host(host), gateway.certificates) for host in gateway.hosts
    )


def _host(gateway: Gateway, name: str, host: Host | None, certificates: tuple[Name, ...]) -> Entry:
    return Entry(
        name=name,
        port=443,
        protocol="HTTPS",
        host=host,
        certificates=certificates,
        routes_from=gateway.routes_from,
        about=gateway,
    )


def _further(ctx: Context, gateway: Gateway, one: Listener) -> Entry:
    certificates = one.certificates or (gateway.certificates if one.protocol == "HTTPS" else ())
    return Entry(
        name=one.name,
        port=one.port,
        protocol=one.protocol,
        host=ctx.host(one.host) if one.host else None,
        certificates=certificates,
        mode=one.mode or _mode(one, certificates),
        routes_from=one.routes_from or gateway.routes_from,
        kinds=one.kinds,
        about=one,
    )


def _mode(one: Listener, certificates: tuple[Name, ...]) -> str | None:
    """TLS with a certificate ends here, without one it passes; HTTPS always ends here, which needs no word."""
    if one.protocol != "TLS":
        return None
    return "Terminate" if certificates else "Passthrough"


def passes_through_https(listener: Listener) -> bool:
    """Whether a listener is to pass through what its protocol ends."""
    return listener.protocol == "HTTPS" and listener.mode == "Passthrough"
