"""The `external-dns:` section of the inventory."""

from typing import Any, Literal

from msgspec import Meta, field

from generator.core.inventory import SecretKey
from generator.core.model import DERIVED, Annotated, Derived, Section, Unordered, doc
from generator.core.release import Chart
from generator.core.scalar import DottedName, Duration, Host, Name, Version
from generator.core.selector import Selector

Source = Literal[
    "ambassador-host", "contour-httpproxy", "crd", "f5-transportserver", "f5-virtualserver", "gateway-grpcroute",
    "gateway-httproute", "gateway-tcproute", "gateway-tlsroute", "gateway-udproute", "gloo-proxy", "ingress",
    "istio-gateway", "istio-virtualservice", "kong-tcpingress", "node", "openshift-route", "pod", "service",
    "skipper-routegroup", "traefik-proxy",
]  # fmt: skip
RecordType = Literal["A", "AAAA", "CNAME", "MX", "NAPTR", "NS", "PTR", "SRV", "TXT"]


class Webhook(Section, frozen=True):
    """A provider that runs as a sidecar."""

    image: Annotated[str, doc("Repository of the image.", "ghcr.io/home-operations/external-dns-unifi-webhook")]
    tag: Annotated[str, doc("Tag of the image, with a digest if wanted.", "0.10.11")]


class Credentials(Section, frozen=True):
    """Where the provider's secrets are."""

    secret: Annotated[DottedName, doc("Secret in `external-dns.namespace`.", "cloudflare-api-token")]
    keys: Annotated[
        Derived[dict[str, str]],
        doc("Environment variable: key of the Secret; left out: the provider's variables, keys of the same names.",
            {"CF_API_TOKEN": "token"}),
    ] = DERIVED  # fmt: skip


class Instance(Section, frozen=True):
    """One external-dns: a provider, its zones, and what it publishes there → HelmRelease."""

    name: Annotated[Name, doc("Name of the release.", "cloudflare")]
    provider: Annotated[
        str,
        Meta(pattern=r"^[a-z0-9][a-z0-9-]*$"),
        doc("Provider as external-dns calls it; any other runs as `webhook`.", "cloudflare"),
    ]
    zones: Annotated[
        Derived[Unordered[Host]], doc("Zones it may touch; []: all that the credentials reach.", ["example.com"])
    ] = DERIVED
    exclude_zones: Annotated[Unordered[Host], doc("Zones below them that it leaves alone.")] = ()
    zone_id: Annotated[
        SecretKey | None, doc("Id of the zone (key: `CF_ZONE_ID`): then a token for one zone suffices.")
    ] = None
    gateways: Annotated[Unordered[Name], doc("Gateways whose routes it publishes; left out: all.", ["external"])] = ()
    sources: Annotated[Derived[Unordered[Source]], doc("Kinds it reads.", ["gateway-httproute", "crd"])] = DERIVED
    only: Annotated[
        Selector | None, doc("Annotations that an object must have to be published.", "dns/public=true")
    ] = None
    policy: Annotated[
        Literal["sync", "upsert-only", "create-only"], doc("Whether records are also removed (its own only).")
    ] = "sync"
    owner: Annotated[Derived[str], doc("Mark of its records; unique per provider and zone.", "homelab")] = DERIVED
    prefix: Annotated[Derived[str], doc("What the names of its TXT records begin with.", "k8s.%{record_type}-")] = (
        DERIVED
    )
    proxied: Annotated[bool, doc("Cloudflare's proxy in front of everything that does not say otherwise.")] = False
    credentials: Annotated[Credentials | None, doc("The provider's secrets.")] = None
    env: Annotated[dict[str, str], doc("Plain settings of the provider.", {"UNIFI_HOST": "https://10.0.0.1"})] = {}
    webhook: Annotated[Webhook | None, doc("Image of a provider that is not built in.")] = None
    interval: Annotated[Duration, doc("How often records are compared.")] = Duration("1m")
    version: Annotated[Derived[Version], doc("Version of the chart for this instance; left out: the section's.")] = (
        DERIVED
    )
    values: Annotated[dict[str, Any], doc("Further chart values of this instance.")] = {}


class Record(Section, frozen=True, kw_only=True):
    """A record of one's own → DNSEndpoint."""

    name: Annotated[Host, doc("Name of the record.", "nas")]
    type: Annotated[RecordType, doc("Type of the record.")] = "A"
    targets: Annotated[tuple[str, ...], Meta(min_length=1), doc("What it says.", ["10.0.0.20"])]
    ttl: Annotated[int | None, doc("Seconds that it may be remembered; left out: the provider's.", 300)] = None
    labels: Annotated[dict[str, str], doc("Labels of its DNSEndpoint.")] = {}
    annotations: Annotated[
        dict[str, str],
        doc("Annotations of its DNSEndpoint: what an instance's `only` asks for.", {"dns/public": "true"}),
    ] = {}


class Settings(Section, frozen=True):
    """external-dns: DNS records of what the cluster publishes."""

    version: Annotated[Version, doc("Version of the chart.", "1.21.1")]
    chart: Annotated[Chart, doc("Where the chart comes from.")] = field(default_factory=Chart)
    values: Annotated[dict[str, Any], doc("Further chart values of all instances.")] = {}
    namespace: Annotated[Name, doc("Namespace of the releases and of the records.")] = Name("external-dns")
    annotation_prefix: Annotated[
        Derived[str],
        doc("What the annotations that it reads begin with, everywhere.", "external-dns.alpha.kubernetes.io/"),
    ] = DERIVED
    instances: Annotated[Unordered[Instance], doc("One per provider or set of zones.")] = ()
    records: Annotated[Unordered[Record], doc("Records beside the published ones.")] = ()
