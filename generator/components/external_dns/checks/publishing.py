"""Checks of what is published where: proxies, sources, hosts that nobody serves."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.external_dns.flags import filtered
from generator.components.external_dns.resolve import HTTP, ROUTES, publishes, served_gateways
from generator.components.external_dns.settings import Instance, Settings
from generator.components.external_dns.versions import app_of, watched
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.gateway_api import Gateway, published, serves_version
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.net import Address, Endpoint, Network

PRIVATE = tuple(
    Network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)
"""RFC 1918, 6598, 3927, 4193, 4291: addresses that nobody outside reaches."""
ADDRESSES = ("A", "AAAA")
"""Types of records whose targets are addresses."""


@check("external-dns/private-behind-proxy")
def private_behind_proxy(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Cloudflare's proxy is to stand before a private address.

    Cloudflare refuses the record (error 9003), and could not reach the address anyway. A tunnel can: its name is the
    gateway's `dns.target`.
    """
    section = ctx.get(GATEWAY_API)
    routes = section.routes if section else ()
    for instance in settings.instances:
        for gateway in served_gateways(ctx, instance) if instance.provider == "cloudflare" else ():
            address = next((a for a in gateway.addresses if any(a in network for network in PRIVATE)), None)
            if address is None or not _points_to_address(gateway, instance):
                continue
            mine = [r for r in routes if gateway.name in r.gateways and r.proxied and r.dns == "publish"]
            place, path = (instance, "proxied") if instance.proxied else (mine[0], "proxied") if mine else (None, "")
            if place is not None:
                yield Problem(
                    place,
                    path,
                    f"records of gateway {gateway.name!r} point to the private address {address} and are to be proxied",
                    hint="publish it through a tunnel (`dns.target` of the gateway), or set `proxied: false`",
                    others=(Other(gateway, "addresses", "the gateway's address is here"),),
                )
        yield from _records_behind_proxy(ctx, settings, instance)


@check("external-dns/proxied-elsewhere", spoiled=("external-dns/missing-webhook",))
def proxied_elsewhere(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """`proxied` is set on a provider that has no proxy.

    Only Cloudflare has one; elsewhere the field has no effect.
    """
    for instance in settings.instances:
        if instance.proxied and instance.provider != "cloudflare":
            yield Problem(
                instance,
                "proxied",
                f"instance {instance.name!r} sets `proxied`, and {instance.provider} has no proxy",
                hint="remove `proxied`",
            )


@check("external-dns/unreadable-source")
def unreadable_source(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """An instance watches an API version that the bundle's CRDs do not serve.

    external-dns waits for its informers once and ends: no record is written at all. TLSRoute is read at v1alpha2 up to
    0.21 and at v1 from 0.22 on, TCPRoute and UDPRoute at v1alpha2 in both (source/gateway_*route.go of v0.21.0 and
    v0.22.0); the standard channel of bundle 1.6 serves v1 only. With CRDs of somebody else only a written `channel` says
    what is served.
    """
    section = ctx.get(GATEWAY_API)
    told = section is not None and (section.crds == "install" or ctx.written("gateway-api.channel"))
    for instance in settings.instances if told else ():
        minor = app_of(settings, instance)
        for source in instance.sources:
            wanted = watched(source, minor)
            if section is None or wanted is None:
                continue
            kind, _, version = wanted.partition("/")
            if serves_version(section, kind, version):
                continue
            newer = source == "gateway-tlsroute" and minor < 22 and serves_version(section, kind, "v1")
            yield Problem(
                instance,
                "sources",
                f"external-dns 0.{minor} of instance {instance.name!r} watches {kind} {version}, which bundle "
                f"{section.version.bare} does not serve in its {section.channel} channel",
                hint="use chart 1.22 or newer"
                if newer
                else f"use the experimental channel, or write `sources` without `{source}`",
                others=(Other(section, "version", "the bundle follows from here"),),
            )


@check("external-dns/sourceless-gateway-api")
def sourceless_gateway_api(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """An instance reads routes and there is no `gateway-api`.

    Without those CRDs external-dns ends while it waits for its informers.
    """
    if ctx.get(GATEWAY_API) is not None:
        return
    for instance in settings.instances:
        for index, source in enumerate(instance.sources):
            if source.startswith("gateway-"):
                yield Problem(
                    instance,
                    ("sources", index),
                    f"instance {instance.name!r} reads {source} and there is no `gateway-api`",
                    hint="add `gateway-api`, or leave the source out",
                )


@check("external-dns/unpublished-host", WARNING, follows=("gateway-api/host-outside-gateway",))
def unpublished_host(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """No instance that serves a route's gateways publishes its host: none reads its kind and has its zone.

    The host gets no record. Say `dns: none` on the route where that is meant. Gateways that no instance serves are not
    judged: somebody else may answer for them.
    """
    section = ctx.get(GATEWAY_API)
    for item in published(ctx, section) if section is not None else ():
        route = item.route
        if route.dns == "none":
            continue
        for index, host in enumerate(route.hosts):
            full = ctx.host(host)
            source = ROUTES.get(route.kind, HTTP)
            serving = [i for i in settings.instances if any(g.name in route.gateways for g in served_gateways(ctx, i))]
            if not serving or any(i.only or (source in i.sources and publishes(ctx, i, full)) for i in serving):
                continue
            zones = ", ".join(sorted({str(ctx.host(z)) for i in serving for z in i.zones}))
            if "*." in zones:
                continue  # no zone at all, which is said of it
            if any(source in i.sources for i in serving):
                why = f"their zones are {zones}" if zones else "it lies in `excludeZones`"
                remedy = "add its zone or gateway to an instance"
            else:
                why, remedy = f"none reads {source}", f"add `{source}` to the `sources` of an instance"
            yield Problem(
                item.about,
                ("hosts", index) if item.about is route else "host",
                f"no instance of external-dns publishes {full!r}: {why}",
                hint=f"{remedy}, or set `dns: none` on the route",
            )


@check("external-dns/unpublished-name", WARNING)
def unpublished_name(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway's own name is published by no instance.

    The records of its routes are aliases of that name: without it none of them leads anywhere. An instance publishes it
    when it reads `service` (the address), or `crd` (a `target` elsewhere, or a DNSEndpoint of one's own), and has the zone.
    """
    section = ctx.get(GATEWAY_API)
    for gateway in section.gateways if section is not None else ():
        if gateway.dns is None:
            continue
        source = "crd" if gateway.dns.target is not None else "service"
        name = ctx.host(gateway.dns.name)
        serving = [i for i in settings.instances if gateway in served_gateways(ctx, i)]
        able = [i for i in settings.instances if {source, "crd"} & set(i.sources) and publishes(ctx, i, name)]
        if serving and not able:
            yield Problem(
                gateway.dns,
                "name",
                f"the records of gateway {gateway.name!r} are aliases of {str(name)!r}, which no instance publishes",
                hint=f"let an instance that has its zone read `{source}`",
                others=tuple(Other(i, "sources", "its routes are published here") for i in serving[:1]),
            )


def _records_behind_proxy(ctx: Context, settings: Settings, instance: Instance) -> Iterator[Problem]:
    """Records of one's own: those that an instance reads are proxied as it says, unless further words leave some out."""
    if instance.provider != "cloudflare" or not instance.proxied or "crd" not in instance.sources:
        return
    if filtered(settings, instance):
        return
    for record in settings.records:
        name = ctx.host(record.name)
        if not publishes(ctx, instance, name) or not (
            instance.only is None or instance.only.matches(record.annotations)
        ):
            continue
        addresses = record.targets if record.type in ADDRESSES else ()
        index = next((at for at, target in enumerate(addresses) if _private(target)), None)
        if index is not None:
            yield Problem(
                record,
                ("targets", index),
                f"record {str(name)!r} points to the private address {addresses[index]} and is to be proxied",
                hint=f"add {name} to `excludeZones` of instance {instance.name!r}, or set `proxied: false` there",
                others=(Other(instance, "proxied", "the instance is here"),),
            )


def _private(target: str) -> bool:
    return Endpoint.is_address(target) and any(Address(target) in network for network in PRIVATE)


def _points_to_address(gateway: Gateway, instance: Instance) -> bool:
    """Whether records of a gateway come to its address: at once, or by a name that the instance points there."""
    if gateway.dns is None:
        return True
    return gateway.dns.target is None and "service" in instance.sources
