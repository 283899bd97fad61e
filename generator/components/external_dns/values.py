"""The chart values of an instance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.external_dns.providers import BUILT_IN, fact
from generator.components.external_dns.resolve import served_gateways
from generator.components.external_dns.settings import Credentials, Instance, Settings
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.offer import ChartItem, ChartValue
from generator.core.values import items, merged, offered, values

ZONE_ID = "CF_ZONE_ID"
LABEL = "external-dns.infraflux.dev"
CLOUDFLARE_PAGE = "--cloudflare-dns-records-per-page=5000"
"""Fewer requests: Cloudflare allows 1,200 in five minutes (docs/tutorials/cloudflare.md)."""
DEFAULT_TYPES = ("A", "AAAA", "CNAME")


def chart_values(ctx: Context, settings: Settings, instance: Instance) -> Iterator[ChartValue | ChartItem]:
    """Everything that typed fields decide. Arguments are items: those of the user add up."""
    said = {_option(argument) for argument in written(settings, instance).get("extraArgs") or ()}
    for argument in arguments(ctx, instance):
        if argument is CLOUDFLARE_PAGE and _option(argument) in said:
            continue
        yield ChartItem(release=instance.name, path="extraArgs", item=argument, about=(instance,))
    found: Json = {
        "provider.name": provider_name(instance),
        "sources": list(instance.sources),
        "policy": instance.policy,
        "domainFilters": [str(ctx.host(zone)) for zone in instance.zones],
        "txtOwnerId": instance.owner,
        "txtPrefix": instance.prefix,
        "interval": str(instance.interval),
    }
    if instance.exclude_zones:
        found["excludeDomains"] = [str(ctx.host(zone)) for zone in instance.exclude_zones]
    if instance.version.numbers >= (1, 20, 0):  # first chart with the value, and first program with the flag
        found["annotationPrefix"] = settings.annotation_prefix
    if instance.only is not None:
        found["annotationFilter"] = str(instance.only)
    types = sorted({record.type for record in settings.records} - set(DEFAULT_TYPES))
    if types and "crd" in instance.sources:
        found["managedRecordTypes"] = [*DEFAULT_TYPES, *types]
    found |= _environment(instance)
    if instance.webhook is not None:
        found |= _webhook(instance)
    for path, value in found.items():
        if value != []:
            yield ChartValue(release=instance.name, path=path, value=value, about=(instance,))


def written(settings: Settings, instance: Instance) -> Json:
    """What the user wrote, the instance's part over the section's. Arguments written as a map become a list, as ours are."""
    found = merged(settings.values, instance.values)
    arguments = found.get("extraArgs")
    return {**found, "extraArgs": list(_flags(arguments))} if isinstance(arguments, dict) else found


def _flags(arguments: Json) -> Iterator[str]:
    """The chart's own reading of a map: no value is a bare flag, a list repeats it."""
    for name, value in arguments.items():
        for one in value if isinstance(value, list) else [value]:
            yield f"--{name}" if one in (None, "") else f"--{name}={str(one).lower() if isinstance(one, bool) else one}"


def _option(argument: Any) -> str:
    return str(argument).partition("=")[0]


def values_of(ctx: Context, settings: Settings, instance: Instance) -> Json:
    """The values of an instance's release."""
    return values(offered(ctx, instance.name), written(settings, instance), items(ctx, instance.name))


def provider_name(instance: Instance) -> str:
    """What `--provider` says: a sidecar is always `webhook`."""
    return "webhook" if instance.webhook or instance.provider not in BUILT_IN else instance.provider


def arguments(ctx: Context, instance: Instance) -> list[str]:
    """Flags that the chart has no value for."""
    found: list[str] = []
    if instance.gateways and any(source.startswith("gateway-") for source in instance.sources):
        section = ctx.get(GATEWAY_API)
        if len(instance.gateways) == 1:
            found.append(f"--gateway-name={instance.gateways[0]}")
        elif section is not None and len(served_gateways(ctx, instance)) < len(section.gateways):
            found.append(f"--gateway-label-filter={LABEL}/{instance.name}=true")
    if instance.provider == "cloudflare":
        found.append(CLOUDFLARE_PAGE)
        if instance.proxied:
            found.append("--cloudflare-proxied")
    if instance.zone_id is not None:
        found.append(f"--zone-id-filter=$({ZONE_ID})")
    return found


def _environment(instance: Instance) -> Json:
    """Plain settings, then secrets: beside the program, or beside the sidecar that needs them."""
    variables: list[Json] = [{"name": name, "value": value} for name, value in sorted(instance.env.items())]
    if instance.credentials is not None:
        variables += _secrets(instance.credentials)
    zone: list[Json] = []
    if instance.zone_id is not None:
        reference = {"name": instance.zone_id.secret, "key": instance.zone_id.key or ZONE_ID}
        zone = [{"name": ZONE_ID, "valueFrom": {"secretKeyRef": reference}}]
    if instance.webhook is not None:
        return {"env": zone, "provider.webhook.env": variables}
    return {"env": variables + zone}


def _secrets(credentials: Credentials) -> list[Json]:
    return [
        {"name": name, "valueFrom": {"secretKeyRef": {"name": str(credentials.secret), "key": key}}}
        for name, key in sorted(credentials.keys.items())
    ]


def _webhook(instance: Instance) -> Json:
    if instance.webhook is None:
        return {}
    found: Json = {
        "provider.webhook.image.repository": instance.webhook.image,
        "provider.webhook.image.tag": instance.webhook.tag,
    }
    readiness = fact(instance.provider).readiness
    if readiness:
        found["provider.webhook.readinessProbe.httpGet.path"] = readiness
    return found
