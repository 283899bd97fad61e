"""What external-dns gives to other components."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.external_dns.emit import EXTERNAL_DNS, SOURCE
from generator.components.external_dns.flows import flows
from generator.components.external_dns.probes import probes
from generator.components.external_dns.records import RECORDS
from generator.components.external_dns.resolve import served_gateways
from generator.components.external_dns.settings import Instance, Settings
from generator.components.external_dns.values import LABEL, ZONE_ID, arguments, chart_values
from generator.components.external_dns.versions import app_of
from generator.components.flux import health_of_release
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.core.context import Context
from generator.core.offer import (
    Alert,
    AnnotationPrefix,
    GatewayLabel,
    Metric,
    Namespace,
    Offer,
    SecretRef,
    Unit,
    Upstream,
)
from generator.core.release import origin

KIND = "DNSEndpoint.externaldns.k8s.io"
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
    health = tuple(health_of_release(ctx, i.name) for i in settings.instances)
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
