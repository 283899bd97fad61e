"""What clusters of a fleet write into zones that all of them see."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.external_dns.flags import filtered
from generator.components.external_dns.providers import BUILT_IN
from generator.components.external_dns.resolve import HTTP, ROUTES, publishes, served_gateways
from generator.components.external_dns.settings import Instance, Settings
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.gateway_api import published
from generator.core.claiming import Claim, claiming
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Path
from generator.core.scalar import Host

ADDRESS = ("HOST", "SERVER", "URL", "ADDRESS")
"""How variables end that say where a provider is: two servers of one kind are two providers."""


@claiming("external-dns/shared-owner")
def shared_owner(ctx: Context, settings: Settings) -> Iterator[Claim]:
    """Records in one zone have one owner per cluster. The check of this name judges the instances of one cluster."""
    for instance in settings.instances:
        yield from _owners(ctx, instance)


def _owners(ctx: Context, instance: Instance) -> Iterator[Claim]:
    backend = backend_of(instance)
    for index, zone in enumerate(instance.zones):
        full = str(ctx.host(zone))
        yield Claim(
            what=f"DNS owner {instance.owner!r} in zone {full!r} at {instance.provider}",
            # What a variable stands for is another thing in each cluster, as far as anybody here knows.
            key=(backend, full, instance.owner, str(ctx.cluster.name) if "${" in full else ""),
            path=("zones", index),
            hint="give each cluster an `owner` of its own: they would delete each other's records",
            about=(instance,),
        )


@claiming("external-dns/name-of-two-clusters", WARNING)
def name_of_two_clusters(ctx: Context, settings: Settings) -> Iterator[Claim]:
    """Two clusters of a fleet publish one name at Cloudflare.

    The name may be that of a gateway, a route, a page of Hubble or Flux, Flux's webhook, the API server, or a record of one's
    own that says another thing in each. A record belongs to the owner that its TXT record names: external-dns neither changes
    nor adds to what another owner made (registry `txt`), so the second cluster is never published, and which one is the second
    is decided by whose came first.
    """
    for instance in settings.instances:
        yield from _names(ctx, settings, instance)


def _names(ctx: Context, settings: Settings, instance: Instance) -> Iterator[Claim]:
    """Names that the instance publishes where the whole world asks for them."""
    if instance.provider != "cloudflare" or instance.only is not None or filtered(settings, instance):
        return  # a server of one's own may be another one in each cluster, by its Secret; what is picked out is not known
    for host, about, path, agreed in _hosts(ctx, settings, instance):
        full = ctx.host(host)
        if "${" not in full and publishes(ctx, instance, full):
            yield Claim(
                what=f"DNS name {str(full)!r} at {instance.provider}" + (f", {agreed}" if agreed else ""),
                key=(str(full),),
                agreed=agreed,
                path=path,
                hint="give it another name in each cluster: external-dns leaves alone what another owner published",
                about=(about,),
            )


def _hosts(ctx: Context, settings: Settings, instance: Instance) -> Iterator[tuple[Host, object, Path, str | None]]:
    """(host, where it is written, what it says if that may be the same elsewhere).

    Of the gateways, of routes on these, those that others ask for among them, of the API server, and records of one's own.
    """
    section, balancer = ctx.get(GATEWAY_API), ctx.cluster.api.load_balancer
    served = served_gateways(ctx, instance)
    for gateway in served if {"service", "crd"} & {*instance.sources} else ():
        if gateway.dns is not None:
            yield gateway.dns.name, gateway.dns, "name", None
    on = {gateway.name for gateway in served}
    for item in published(ctx, section) if section is not None else ():
        route = item.route
        if route.dns == "publish" and on & {*route.gateways} and ROUTES.get(route.kind, HTTP) in instance.sources:
            for index, host in enumerate(route.hosts):
                yield host, item.about, ("hosts", index) if item.about is route else "host", None
    if "service" in instance.sources and balancer is not None and balancer.host is not None:
        yield balancer.host, balancer, "host", None
    for record in settings.records if "crd" in instance.sources else ():
        yield record.name, record, "name", f"{record.type} {', '.join(sorted(record.targets))}"


def backend_of(instance: Instance) -> str:
    """What tells the places apart where records end up: the provider and its address."""
    places = [f"{name}={value}" for name, value in sorted(instance.env.items()) if name.endswith(ADDRESS)]
    known = instance.provider if instance.provider in BUILT_IN else f"webhook/{instance.provider}"
    return " ".join((known, *places))
