"""Routes and their backends."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.gateway_api import bundle
from generator.components.gateway_api.attach import gateways_of
from generator.components.gateway_api.published import published
from generator.components.gateway_api.routes import HTTP_KINDS, Route
from generator.components.gateway_api.settings import Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.offer import RouteRequest
from generator.core.suggest import did_you_mean

SPEAKS = {
    "HTTPRoute": ("http", "https", "h2c"),
    "GRPCRoute": ("grpc", "h2c", "http", "https"),
    "TLSRoute": ("tls", "https", "http"),
    "TCPRoute": ("tcp", "tls", "http"),
    "UDPRoute": ("udp", "http"),
}
"""Protocols of backends that make sense behind a kind; `http` is also what was not written."""


@check("gateway-api/unknown-gateway")
def unknown_gateway(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A route attaches to a gateway that does not exist.

    It would have no parent, and nobody could reach its host.
    """
    names = [str(gateway.name) for gateway in settings.gateways]
    for item in published(ctx, settings):
        for index, name in enumerate(item.route.gateways):
            if name not in names:
                yield Problem(
                    item.about,
                    ("gateways", index),
                    f"route {item.route.name!r} names gateway {name!r}, which does not exist",
                    hint=did_you_mean(name, names) or "add it to `gateway-api.gateways`",
                )


@check("gateway-api/unclear-gateway")
def unclear_gateway(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Something is to be published and does not say over which of several gateways.

    One of them may be open to the world: nothing is published by guessing.
    """
    names = ", ".join(repr(str(gateway.name)) for gateway in settings.gateways)
    for request in ctx.offers(RouteRequest):
        if not request.gateways and len(settings.gateways) != 1:
            yield Problem(
                request.about[0] if request.about else settings,
                "host",
                f"{request.host!r} could be published over {names}"
                if names
                else f"no gateway publishes {request.host!r}",
                hint="say which with `gateways`" if names else "add a gateway to `gateway-api.gateways`",
            )


@check("gateway-api/unclear-backend")
def unclear_backend(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A route has no backend, or two descriptions of one.

    `backend` and `rules` say the same thing; so do `service` and `addresses` of a backend.
    """
    for route in settings.routes:
        if (route.backend is None) == (not route.rules):
            both = "both `backend` and `rules`" if route.rules else "neither `backend` nor `rules`"
            yield Problem(
                route,
                "rules" if route.rules else "name",
                f"route {route.name!r} has {both}",
                hint="write exactly one of them",
            )
        elif route.backend is not None and (route.backend.service is None) == (not route.backend.addresses):
            both = "both a Service and addresses" if route.backend.service else "neither a Service nor addresses"
            yield Problem(
                route.backend,
                "addresses" if route.backend.service else (),
                f"the backend of route {route.name!r} has {both}",
                hint="write exactly one of `service` and `addresses`",
            )


@check("gateway-api/idle-field")
def idle_field(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A field of a route has no effect on its kind.

    Only HTTPRoutes have paths and timeouts; whole `rules` say all of it themselves.
    """
    for route in settings.routes:
        written = {"paths": route.paths != ("/",), "timeout": route.timeout is not None}
        for name, given in written.items():
            if given and (route.kind != "HTTPRoute" or route.rules):
                why = "its `rules` say everything" if route.rules else f"a {route.kind} has none"
                yield Problem(
                    route, name, f"`{name}` of route {route.name!r} has no effect: {why}", hint=f"remove `{name}`"
                )
        if route.backend is not None and route.backend.tls is not None and route.backend.protocol != "https":
            yield Problem(
                route.backend,
                "tls",
                f"`tls` of route {route.name!r} has no effect: the gateway speaks {route.backend.protocol} to the backend",
                hint="set `protocol: https`, or remove `tls`",
            )


@check("gateway-api/unfit-protocol")
def unfit_protocol(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A backend speaks what routes of that kind cannot carry.

    A UDPRoute forwards datagrams, a TCPRoute a byte stream, an HTTPRoute requests.
    """
    for route in settings.routes:
        if route.backend is not None and route.backend.protocol not in SPEAKS[route.kind]:
            yield Problem(
                route.backend,
                "protocol",
                f"route {route.name!r} is a {route.kind} and its backend speaks {route.backend.protocol}",
                hint="correct the `kind` or the `protocol`",
            )


@check("gateway-api/backend-tls-unread")
def backend_tls_unread(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A backend speaks TLS and the gateway would not.

    Cilium reads BackendTLSPolicy from 1.20 on (cilium#44743); before, the backend gets plain HTTP. The kind is in the
    standard channel from bundle 1.4 on.
    """
    cilium = ctx.get(CILIUM)
    old = cilium is not None and cilium.version.numbers < (1, 20, 0)
    for route in settings.routes:
        if route.backend is None or route.backend.protocol != "https" or route.kind not in HTTP_KINDS:
            continue
        native = any((one := settings.class_of(g)) is None or one.is_cilium for g in gateways_of(settings, route))
        if native and old and cilium is not None:
            yield Problem(
                route.backend,
                "protocol",
                f"Cilium {cilium.version} would speak plain HTTP to the backend of route {route.name!r}",
                hint="use Cilium 1.20 or newer, or a port where the backend speaks http",
                others=(Other(cilium, "version", f"Cilium {cilium.version} is here"),),
            )
        elif bundle.api_version("BackendTLSPolicy", settings.version, settings.channel) is None:
            yield Problem(
                route.backend,
                "protocol",
                f"bundle {settings.version.bare} has no BackendTLSPolicy in its {settings.channel} channel",
                hint="use bundle 1.4 or newer",
            )


@check("gateway-api/backend-trust")
def backend_trust(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """It is unclear whom the gateway believes when it speaks TLS to a backend.

    A BackendTLSPolicy needs a name and exactly one of a CA and the system's authorities; the API server refuses others.
    """
    for route in settings.routes:
        backend = route.backend
        if backend is None or backend.protocol != "https" or route.kind not in HTTP_KINDS:
            continue
        if backend.tls is None:
            yield Problem(
                backend,
                "protocol",
                f"the backend of route {route.name!r} speaks TLS and nothing says how its certificate is checked",
                hint="add `tls: {host: …, systemCAs: true}`, or `caConfigMap`",
            )
        elif (backend.tls.ca_config_map is None) != backend.tls.system_cas:
            which = "two authorities" if backend.tls.system_cas else "no authority"
            yield Problem(
                backend.tls,
                "systemCAs" if backend.tls.system_cas else "host",
                f"`tls` of route {route.name!r} names {which}",
                hint="give exactly one of `caConfigMap` and `systemCAs: true`",
            )


@check("gateway-api/plain-text-to-https-port", WARNING)
def plain_text_to_https_port(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway speaks plain HTTP to port 443 of a backend.

    443 is the port of HTTP over TLS (RFC 9110, 4.2.2): what listens there expects a handshake, and answers 400 or not at all.
    A gateway ends the client's TLS, and encrypts again only where a BackendTLSPolicy says so (gateway-api, GEP-1897). A port of
    pods that does not end in 443, as by convention those for TLS do, is taken for one that speaks HTTP. Other controllers than
    Cilium's are not judged: Traefik takes a Service's port 443 for one of TLS (pkg/provider/kubernetes/gateway, getProtocol).
    """
    if ctx.overlaid("BackendTLSPolicy"):
        return
    for route in settings.routes:
        backend = route.backend
        if backend is None or backend.protocol != "http" or route.kind not in HTTP_KINDS:
            continue
        if 443 not in (backend.port, backend.target_port) or not str(backend.target_port).endswith("443"):
            continue
        if all(one is None or one.is_cilium for one in map(settings.class_of, gateways_of(settings, route))):
            yield Problem(
                backend,
                "port" if backend.port == 443 else "targetPort",
                f"the gateway speaks plain HTTP to port 443 of the backend of route {route.name!r}",
                hint="write `protocol: https` with `tls`, or the port that speaks HTTP (`port`; of pods: `targetPort`)",
            )


@check("gateway-api/http-2-off")
def http_2_off(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A backend speaks HTTP/2 only and the gateway is told not to follow `appProtocol`.

    Envoy would speak HTTP/1.1 to it; gRPC and h2c need `gatewayAPI.enableAppProtocol` (Documentation, gateway-api).
    """
    for route in settings.routes:
        if route.backend is None or route.backend.protocol not in ("grpc", "h2c") or settings.app_protocol:
            continue
        if any((one := settings.class_of(g)) is None or one.is_cilium for g in gateways_of(settings, route)):
            yield Problem(
                route.backend,
                "protocol",
                f"the backend of route {route.name!r} speaks {route.backend.protocol}, and gateways do not follow "
                "`appProtocol`",
                hint="set `gateway-api.appProtocol: true`",
                others=(Other(settings, "appProtocol", "it is off here"),),
            )


@check("gateway-api/unseen-requests")
def unseen_requests(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """`allow` is to judge requests that no proxy can read.

    HTTP rules need HTTP on the way to the backend: on TLS the policy sees bytes, and drops them all; TCP, UDP and TLS
    routes carry no requests; a host outside the cluster has no pod that a policy could stand before.
    """
    for route in settings.routes:
        why = _unseen(route)
        if route.allow is not None and why:
            yield Problem(
                route, "allow", f"`allow` of route {route.name!r} cannot see its requests: {why}", hint="remove `allow`"
            )


def _unseen(route: Route) -> str | None:
    if route.kind not in HTTP_KINDS:
        return f"a {route.kind} carries none"
    if route.backend is None:
        return "`rules` do not say which pods answer"
    if route.backend.protocol in ("https", "tls"):
        return "its backend speaks TLS"
    return "its backend is outside the cluster" if route.backend.addresses else None
