"""What follows for external-dns from the rest of the inventory."""

from __future__ import annotations

from generator.components.external_dns.providers import BUILT_IN, fact
from generator.components.external_dns.settings import Credentials, Instance, Settings, Source
from generator.components.external_dns.versions import ALPHA, NEW, app
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.gateway_api import Gateway, Route
from generator.core.context import Context
from generator.core.derivation import Underivable, derive
from generator.core.scalar import Host, Version

ROUTES: dict[str, Source] = {
    "GRPCRoute": "gateway-grpcroute",
    "TLSRoute": "gateway-tlsroute",
    "TCPRoute": "gateway-tcproute",
    "UDPRoute": "gateway-udproute",
}
HTTP: Source = "gateway-httproute"


@derive("annotationPrefix", "external-dns.version")
def annotation_prefix(_ctx: Context, settings: Settings) -> str:
    """What the program reads by default: the `alpha` prefix up to chart 1.21, the new one from 1.22 on."""
    return NEW if app(settings.version) >= 22 else ALPHA


@derive("instances[].version", "external-dns.version")
def version(_ctx: Context, settings: Settings, _instance: Instance) -> Version:
    """The section's version."""
    return settings.version


@derive("instances[].zones", "domains")
def zones(ctx: Context, _settings: Settings, _instance: Instance) -> tuple[Host, ...]:
    """All domains of the cluster."""
    return ctx.domains


@derive("instances[].owner", "cluster.name")
def owner(ctx: Context, _settings: Settings, _instance: Instance) -> str:
    """The cluster's name."""
    return ctx.cluster.name


@derive("instances[].prefix", "cluster.name")
def prefix(ctx: Context, _settings: Settings, _instance: Instance) -> str:
    """The cluster's name and the type of the record: a TXT record can not share its name with a CNAME."""
    return f"{ctx.cluster.name}-%{{record_type}}-"


@derive("instances[].credentials.keys", "external-dns.instances[].provider")
def keys(_ctx: Context, _settings: Settings, instance: Instance, _credentials: Credentials) -> dict[str, str]:
    """The variables that the provider reads, under keys of the same names."""
    found = {name: name for name in fact(instance.provider).variables}
    if not found and instance.webhook is None and instance.provider not in BUILT_IN:
        return {}  # nothing runs this provider, which a check says
    if not found:
        raise Underivable(
            f"it is not known which variables provider {instance.provider!r} reads", hint="list them in `keys`"
        )
    return found


@derive(
    "instances[].sources",
    "gateway-api.gateways[].dns",
    "gateway-api.routes[].kind",
    "gateway-api.routes[].hosts",
    "cluster.api.loadBalancer.host",
    "external-dns.records",
)
def sources(ctx: Context, settings: Settings, instance: Instance) -> tuple[Source, ...]:
    """What the inventory uses: routes of its gateways, if they have hosts; `crd` for records and gateways that point elsewhere;

    `service` for gateways with a name of their own and for the API server, but not beside such a gateway: its own Service
    would answer for the name, too.
    """
    found: dict[Source, None] = {}
    served = served_gateways(ctx, instance)
    section = ctx.get(GATEWAY_API)
    if section is not None:
        found["gateway-httproute"] = None
        names = {gateway.name for gateway in served}
        for route in section.routes:
            if route.kind in ROUTES and _has_host(route) and names.intersection(route.gateways):
                found[ROUTES[route.kind]] = None
    points_elsewhere = any(gateway.dns and gateway.dns.target for gateway in served)
    named = any(gateway.dns for gateway in served)
    api = ctx.cluster.api.load_balancer
    if not points_elsewhere and (named or (api is not None and api.host is not None)):
        found["service"] = None
    if points_elsewhere or settings.records:
        found["crd"] = None
    return tuple(found) or ("service",)


def _has_host(route: Route) -> bool:
    """Whether there is a name to publish. A TCPRoute or UDPRoute knows none of its own, and neither does its listener."""
    named = bool(route.hosts) or route.kind not in ("TCPRoute", "UDPRoute")
    return route.dns == "publish" and (named or any(key.endswith("/hostname") for key in route.annotations))


def served_gateways(ctx: Context, instance: Instance) -> tuple[Gateway, ...]:
    """The gateways whose routes an instance publishes."""
    section = ctx.get(GATEWAY_API)
    if section is None:
        return ()
    return tuple(one for one in section.gateways if not instance.gateways or one.name in instance.gateways)


def publishes(ctx: Context, instance: Instance, host: Host) -> bool:
    """Whether a host lies in the zones that an instance may write to."""
    name = Host(host.removeprefix("*."))
    zones = [ctx.host(zone) for zone in instance.zones]
    excluded = any(name.within(ctx.host(zone)) for zone in instance.exclude_zones)
    return (not zones or any(name.within(zone) for zone in zones)) and not excluded
