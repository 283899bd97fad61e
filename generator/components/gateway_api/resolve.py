"""What follows for gateways and routes from the rest of the inventory."""

from __future__ import annotations

import re
from typing import Literal

from generator.components.cert_manager import COMPONENT as CERT_MANAGER
from generator.components.cert_manager import apex_and_wildcard
from generator.components.cilium import COMPONENT as CILIUM
from generator.components.gateway_api import bundle
from generator.components.gateway_api.certificates import chosen
from generator.components.gateway_api.routes import Backend, Route
from generator.components.gateway_api.settings import Class, Gateway, Settings
from generator.core.context import Context
from generator.core.derivation import Underivable, derive
from generator.core.scalar import Host, Name, Version

ANYWHERE = frozenset({"HTTP", "HTTPS", "TLS"})
WEB = frozenset({"HTTP", "HTTPS"})
LAYER_4 = frozenset({"TCP", "UDP"})


@derive("version", "cilium.version")
def version(ctx: Context, _settings: Settings) -> Version:
    """The bundle that the Cilium minor needs: 1.3.0 for 1.18, 1.4.1 for 1.19, 1.6.1 for 1.20."""
    cilium = ctx.get(CILIUM)
    if cilium is None:
        raise Underivable("no Gateway API bundle follows without `cilium`", hint="say which with `version`")
    return bundle.needed(cilium.version)


@derive("crds", "cluster.distribution", "cluster.kubernetes", "gateway-api.classes[].controller")
def crds(ctx: Context, settings: Settings) -> Literal["install", "existing"]:
    """`install`; `existing` on RKE2 from 1.37 on, which ships them itself (rancher/rke2#11135), or if no class is Cilium's."""
    return "existing" if not settings.uses_cilium or rke2_ships_crds(ctx) else "install"


def rke2_ships_crds(ctx: Context) -> bool:
    """Whether the distribution owns the CRDs: its chart `gateway-api-crd` takes them over from anybody."""
    found = re.match(r"v?1\.(\d+)", ctx.cluster.kubernetes or "")
    return ctx.cluster.distribution == "rke2" and found is not None and int(found[1]) >= 37


@derive("appProtocol", "gateway-api.alpn")
def app_protocol(_ctx: Context, settings: Settings) -> bool:
    """As `alpn`: a client that speaks HTTP/2 may want a backend that does."""
    return settings.alpn


@derive("gateways[].class", "gateway-api.classes", "cilium.version")
def class_(ctx: Context, settings: Settings, gateway: Gateway) -> Name:
    """The only class that serves all protocols of the gateway."""
    able = [one for one in settings.classes if can_serve(ctx, one, gateway)]
    if len({one.name for one in able}) == 1:
        return able[0].name
    if not able:
        wanted = ", ".join(sorted({listener.protocol for listener in gateway.listeners}))
        raise Underivable(
            f"no class serves all of gateway {gateway.name!r} ({wanted})",
            hint="add a class that does, or say which with `class`",
        )
    names = ", ".join(repr(str(one.name)) for one in able)
    raise Underivable(f"gateway {gateway.name!r} could be of class {names}", hint="say which with `class`")


def can_serve(ctx: Context, one: Class, gateway: Gateway) -> bool:
    """Cilium serves HTTP, HTTPS and TLS, and TCP and UDP from 1.20 on; what others can do is theirs to know."""
    if not one.is_cilium:
        return True
    cilium = ctx.get(CILIUM)
    layer_4 = cilium is not None and cilium.version.numbers >= (1, 20, 0)
    known = ANYWHERE | LAYER_4 if layer_4 else ANYWHERE
    return all(listener.protocol.upper() in known for listener in gateway.listeners)  # a check asks for capitals


@derive("gateways[].namespace", "gateway-api.namespace")
def gateway_namespace(_ctx: Context, settings: Settings, _gateway: Gateway) -> Name:
    """That of the section, `gateway-api.namespace`."""
    return settings.namespace


@derive("gateways[].hosts", "domains")
def hosts(ctx: Context, _settings: Settings, gateway: Gateway) -> tuple[Host, ...]:
    """Each domain and everything one level below it; none where all listeners speak something other than HTTP."""
    if gateway.http == "none" and gateway.listeners and not WEB & {one.protocol for one in gateway.listeners}:
        return ()
    return tuple(host for domain in ctx.domains for host in apex_and_wildcard(domain))


@derive("gateways[].certificates", "cert-manager.certificates", "cert-manager.issuers", "gateway-api.gateways[].hosts")
def certificates(ctx: Context, settings: Settings, gateway: Gateway) -> tuple[Name, ...]:
    """Listed certificates that cover the hosts; for the others one per domain is made, by the only issuer."""
    if gateway.hosts and ctx.get(CERT_MANAGER) is None:
        raise Underivable(
            f"gateway {gateway.name!r} serves HTTPS and nothing makes its certificates",
            hint="name Secrets in `certificates`, or add `cert-manager`",
        )
    return chosen(ctx, settings, gateway)


@derive("routes[].gateways", "gateway-api.gateways")
def route_gateways(_ctx: Context, settings: Settings, route: Route) -> tuple[Name, ...]:
    """The only gateway."""
    return (only_gateway(settings, f"route {route.name!r}"),)


def only_gateway(settings: Settings, what: str) -> Name:
    """The gateway that is meant when none is named. Raises Underivable."""
    if len({one.name for one in settings.gateways}) == 1:
        return settings.gateways[0].name
    if not settings.gateways:
        raise Underivable(f"{what} needs a gateway and there is none", hint="add one to `gateway-api.gateways`")
    names = ", ".join(repr(str(one.name)) for one in settings.gateways)
    raise Underivable(f"{what} could attach to {names}", hint="say which with `gateways`")


@derive("routes[].namespace", "gateway-api.routes[].backend.namespace", "gateway-api.namespace")
def route_namespace(_ctx: Context, settings: Settings, route: Route) -> Name:
    """The backend's: next to its Service no ReferenceGrant is needed. Without one, that of the gateways."""
    return (route.backend.namespace if route.backend else None) or settings.namespace


@derive("routes[].backend.targetPort", "gateway-api.routes[].backend.port")
def target_port(_ctx: Context, _settings: Settings, _route: Route, backend: Backend) -> int:
    """The Service's port."""
    return backend.port
