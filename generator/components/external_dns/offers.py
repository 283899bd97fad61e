"""What external-dns gives to other components."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.external_dns.emit import EXTERNAL_DNS, SOURCE
from generator.components.external_dns.flows import flows
from generator.components.external_dns.probes import probes
from generator.components.external_dns.providers import BUILT_IN
from generator.components.external_dns.records import RECORDS
from generator.components.external_dns.resolve import HTTP, ROUTES, publishes, served_gateways
from generator.components.external_dns.settings import Instance, Settings
from generator.components.external_dns.values import LABEL, ZONE_ID, arguments, chart_values
from generator.components.external_dns.versions import app_of
from generator.components.flux import COMPONENT as FLUX
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.gateway_api import published
from generator.core.context import Context
from generator.core.judgement import Path
from generator.core.offer import (
    Alert,
    AnnotationPrefix,
    Claim,
    GatewayLabel,
    Metric,
    Namespace,
    Offer,
    SecretRef,
    Unit,
    Upstream,
)
from generator.core.release import origin
from generator.core.scalar import Host

KIND = "DNSEndpoint.externaldns.k8s.io"
ADDRESS = ("HOST", "SERVER", "URL", "ADDRESS")
"""How variables end that say where a provider is: two servers of one kind are two providers."""
ALERT = Alert(
    group="external-dns",
    name="ExternalDNSStale",
    expr="time() - external_dns_controller_last_sync_timestamp_seconds > 900",
    summary="{{ $labels.pod }} has not written DNS records for a quarter of an hour",
)


def offer(ctx: Context, settings: Settings) -> Iterator[Offer]:
    """Per section, then per instance."""
    yield AnnotationPrefix(prefix=settings.annotation_prefix, unnamed=_unnamed(ctx, settings), about=(settings,))
    if not settings.instances:
        return
    newest = max(app_of(settings, instance) for instance in settings.instances)
    yield Upstream(project="external-dns", version=f"0.{newest}.0", about=(settings,))
    yield origin(ctx, settings.chart, "external-dns", SOURCE)
    yield Namespace(name=settings.namespace, unit=EXTERNAL_DNS, about=(settings,))
    yield _unit(ctx, settings)
    yield Unit(path=RECORDS, about=(settings,))
    yield ALERT
    yield from probes(ctx, settings)
    for instance in settings.instances:
        yield from chart_values(ctx, settings, instance)
        yield from _secrets(settings, instance)
        yield from flows(settings, instance)
        yield from _claims(ctx, instance)
        yield from _names(ctx, settings, instance)
        if any(flag.startswith("--gateway-label-filter") for flag in arguments(ctx, instance)):
            for name in instance.gateways:
                yield GatewayLabel(gateway=name, labels={f"{LABEL}/{instance.name}": "true"}, about=(instance,))
        yield Metric(
            name=f"external-dns-{instance.name}",
            namespace=settings.namespace,
            labels={"app.kubernetes.io/instance": instance.name, "app.kubernetes.io/name": "external-dns"},
            port="http",
            target="7979",
            about=(instance,),
        )


def _unit(ctx: Context, settings: Settings) -> Unit:
    flux = ctx.get(FLUX)
    namespace = str(flux.namespace) if flux else "flux-system"
    health = tuple(
        {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "name": i.name, "namespace": namespace}
        for i in settings.instances
    )
    # A source whose kind does not exist ends the program (source/gateway.go waits for its informers once).
    reads_routes = any(source.startswith("gateway-") for i in settings.instances for source in i.sources)
    after = ("gateway-api/crds",) if reads_routes else ()
    return Unit(path=EXTERNAL_DNS, after=after, brings=(KIND,), health=health, timeout="15m", about=(settings,))


def _unnamed(ctx: Context, settings: Settings) -> tuple[str, ...]:
    """Gateways that point elsewhere, where one instance would read both the pointer and the Service: two answers."""
    section = ctx.get(GATEWAY_API)
    found: list[str] = []
    for gateway in section.gateways if section else ():
        both = [i for i in settings.instances if {"service", "crd"} <= set(i.sources)]
        if gateway.dns and gateway.dns.target and any(gateway in served_gateways(ctx, i) for i in both):
            found.append(gateway.name)
    return tuple(found)


def _secrets(settings: Settings, instance: Instance) -> Iterator[SecretRef]:
    """One per Secret: the token and the zone's id often share one."""
    read: dict[str, list[str]] = {}
    places: dict[str, object] = {}
    if instance.credentials is not None:
        name = str(instance.credentials.secret)
        read.setdefault(name, []).extend(sorted(instance.credentials.keys.values()))
        places.setdefault(name, instance.credentials)
    if instance.zone_id is not None:
        name = str(instance.zone_id.secret)
        read.setdefault(name, []).append(instance.zone_id.key or ZONE_ID)
        places.setdefault(name, instance.zone_id)
    for name, keys in read.items():
        yield SecretRef(
            name=name,
            namespace=settings.namespace,
            keys=tuple(dict.fromkeys(keys)),
            unit=EXTERNAL_DNS,
            why=f"external-dns {instance.name}",
            about=(places[name],),
        )


def _claims(ctx: Context, instance: Instance) -> Iterator[Claim]:
    backend = backend_of(instance)
    for index, zone in enumerate(instance.zones):
        full = str(ctx.host(zone))
        yield Claim(
            code="external-dns/shared-owner",
            what=f"DNS owner {instance.owner!r} in zone {full!r} at {instance.provider}",
            # What a variable stands for is another thing in each cluster, as far as anybody here knows.
            key=(backend, full, instance.owner, str(ctx.cluster.name) if "${" in full else ""),
            path=("zones", index),
            hint="give each cluster an `owner` of its own: they would delete each other's records",
            about=(instance,),
        )


def _names(ctx: Context, settings: Settings, instance: Instance) -> Iterator[Claim]:
    """Names that the instance publishes where the whole world asks for them.

    A record has one owner: external-dns neither changes nor adds to what another one made (registry `txt`).
    """
    if instance.provider != "cloudflare" or instance.only is not None:
        return  # a server of one's own may be another one in each cluster, by its Secret; what is picked out is not known
    for host, about, path, agreed in _hosts(ctx, settings, instance):
        full = ctx.host(host)
        if "${" not in full and publishes(ctx, instance, full):
            yield Claim(
                code="external-dns/name-of-two-clusters",
                what=f"DNS name {str(full)!r} at {instance.provider}" + (f", {agreed}" if agreed else ""),
                key=(str(full),),
                agreed=agreed,
                path=path,
                severity="warning",
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
