"""Facts about DNS providers: which are built in, how they take their secrets, where they are reached.

external-dns v0.21.0: pkg/apis/externaldns/types.go (`--provider`), docs/tutorials of each; webhooks: README of
home-operations/external-dns-unifi-webhook and its like.
"""

from __future__ import annotations

from msgspec import Struct

BUILT_IN = frozenset({
    "akamai", "alibabacloud", "aws", "aws-sd", "azure", "azure-dns", "azure-private-dns", "civo", "cloudflare", "coredns",
    "digitalocean", "dnsimple", "exoscale", "gandi", "godaddy", "google", "inmemory", "linode", "ns1", "oci", "ovh", "pdns",
    "pihole", "plural", "rfc2136", "scaleway", "skydns", "transip", "webhook",
})  # fmt: skip


class Provider(Struct, frozen=True):
    """What is known of one."""

    variables: tuple[str, ...] = ()
    """Environment variables that hold its secrets."""
    hosts: tuple[str, ...] = ()
    """Where its API answers, when that is one place."""
    needs: tuple[tuple[str, ...], ...] = ()
    """Flags without which it does not start: one of each group."""
    readiness: str | None = None
    """Path of the readiness probe of its sidecar, where it is not the chart's."""


PROVIDERS = {
    "aws": Provider(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), ("route53.amazonaws.com",)),
    "civo": Provider(("CIVO_TOKEN",), ("api.civo.com",)),
    "cloudflare": Provider(("CF_API_TOKEN",), ("api.cloudflare.com",)),
    "digitalocean": Provider(("DO_TOKEN",), ("api.digitalocean.com",)),
    "dnsimple": Provider(("DNSIMPLE_OAUTH",), ("api.dnsimple.com",)),
    "gandi": Provider(("GANDI_PAT",), ("api.gandi.net",)),
    "linode": Provider(("LINODE_TOKEN",), ("api.linode.com",)),
    "ns1": Provider(("NS1_APIKEY",), ("api.nsone.net",)),
    "ovh": Provider(("OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY")),
    "pdns": Provider(("EXTERNAL_DNS_PDNS_API_KEY",)),
    "pihole": Provider(("EXTERNAL_DNS_PIHOLE_PASSWORD",), needs=(("pihole-server",),)),
    "rfc2136": Provider(
        ("EXTERNAL_DNS_RFC2136_TSIG_SECRET",),
        needs=(("rfc2136-tsig-secret-alg", "rfc2136-gss-tsig", "rfc2136-insecure"),),
    ),
    "scaleway": Provider(("SCW_ACCESS_KEY", "SCW_SECRET_KEY"), ("api.scaleway.com",)),
    "unifi": Provider(("UNIFI_API_KEY",), readiness="/readyz"),
}


def variable(flag: str) -> str:
    """The environment variable in which every flag may be given as well (docs/flags.md)."""
    return f"EXTERNAL_DNS_{flag.upper().replace('-', '_')}"


def fact(name: str) -> Provider:
    """What is known of a provider; nothing of an unknown one."""
    return PROVIDERS.get(name, Provider())
