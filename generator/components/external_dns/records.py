"""DNSEndpoints: records of one's own, and gateways whose name points elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.external_dns.resolve import served_gateways
from generator.components.external_dns.settings import Record, Settings
from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.gateway_api import DNS, Gateway
from generator.core.artifact import Json, Manifest, manifest, pruned
from generator.core.context import Context

RECORDS = "external-dns/records"
API = "externaldns.k8s.io/v1alpha1"
TUNNEL = ".cfargotunnel.com"


def records(ctx: Context, settings: Settings) -> Iterator[Manifest]:
    """One DNSEndpoint per name and type."""
    for record in settings.records:
        host = str(ctx.host(record.name))
        endpoint = pruned(
            {"dnsName": host, "recordType": record.type, "targets": list(record.targets), "recordTTL": record.ttl}
        )
        yield _endpoint(settings, f"{_name(host)}-{record.type.lower()}", endpoint, record, record)
    section = ctx.get(GATEWAY_API)
    for gateway in section.gateways if section else ():
        if gateway.dns is not None and gateway.dns.target is not None:
            host = str(ctx.host(gateway.dns.name))
            endpoint = {"dnsName": host, "recordType": "CNAME", "targets": [str(gateway.dns.target)]}
            endpoint |= _proxied(ctx, settings, gateway)
            yield _endpoint(settings, f"{_name(host)}-cname", endpoint, gateway.dns, gateway)


def _endpoint(settings: Settings, name: str, endpoint: Json, said: Record | DNS, about: object) -> Manifest:
    return manifest(
        RECORDS,
        "records",
        API,
        "DNSEndpoint",
        name,
        namespace=settings.namespace,
        labels=said.labels,
        annotations=said.annotations,
        spec={"endpoints": [endpoint]},
        about=(about,),
    )


def _proxied(ctx: Context, settings: Settings, gateway: Gateway) -> Json:
    """A tunnel answers proxied names only: said here unless every instance proxies anyway."""
    target = str(gateway.dns.target) if gateway.dns else ""
    serving = [i for i in settings.instances if i.provider == "cloudflare" and gateway in served_gateways(ctx, i)]
    if not target.endswith(TUNNEL) or not serving or all(instance.proxied for instance in serving):
        return {}
    return {"providerSpecific": [{"name": f"{settings.annotation_prefix}cloudflare-proxied", "value": "true"}]}


def _name(host: str) -> str:
    plain = host.replace("*.", "wildcard.", 1).replace("${", "").replace("}", "").replace("_", "-")
    return plain.lower().replace(".", "-")
