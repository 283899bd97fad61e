"""The `cert-manager:` section of the inventory."""

from typing import Any, Literal

from msgspec import Meta, field

from generator.core.inventory import SecretKey
from generator.core.model import DERIVED, Annotated, Derived, Section, Unordered, doc
from generator.core.release import NamedChart
from generator.core.scalar import DottedName, Duration, Host, Name, Version

LETSENCRYPT = {
    "letsencrypt": "https://acme-v02.api.letsencrypt.org/directory",
    "letsencrypt-staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
}
"""Names that stand for an ACME directory (letsencrypt.org/docs/acme-protocol-updates, letsencrypt.org/docs/staging-environment)."""

EMAIL = r"^(\S+@\S+|\$\{[A-Za-z_][A-Za-z0-9_]*\})$"

Nameserver = Annotated[
    str,
    Meta(
        pattern=r"^(https://[^,\s]+|\[[0-9A-Fa-f:.]+\]:[0-9]+|[A-Za-z0-9.-]+:[0-9]+)$",
        description="`host:port`, or a DNS-over-HTTPS address",
    ),
]


class Solver(Section, frozen=True):
    """How an ACME server is shown that a name is ours. Exactly one of the ways is given."""

    zones: Annotated[tuple[Host, ...], doc("Zones that this solver answers for; left out: any.", ["example.com"])] = ()
    cloudflare: Annotated[
        SecretKey | None,
        doc("DNS-01 at Cloudflare: the token; key: `api-token`, or `api-key` with `keyType: api-key`.",
            {"secret": "cloudflare-api-token"}),
    ] = None  # fmt: skip
    key_type: Annotated[
        Literal["token", "api-key"], doc("What the Cloudflare Secret holds; global keys need an email.")
    ] = "token"
    cloudflare_email: Annotated[
        Annotated[str, Meta(pattern=EMAIL)] | None, doc("Account of a global key; left out: the issuer's email.")
    ] = None
    dns01: Annotated[
        dict[str, Any] | None,
        doc("DNS-01 elsewhere: cert-manager's own `dns01` map, checked against its schema.",
            {"rfc2136": {"nameserver": "10.0.0.53"}}),
    ] = None  # fmt: skip
    gateways: Annotated[Unordered[Name], doc("HTTP-01 through these gateways.", ["external"])] = ()
    ingress_class: Annotated[str | None, doc("HTTP-01 through an Ingress of this class.", "nginx")] = None


class Acme(Section, frozen=True):
    """An ACME server and the account there."""

    solvers: Annotated[
        tuple[Solver, ...], Meta(min_length=1), doc("How names are proved; the most specific zone wins.")
    ]
    email: Annotated[
        Annotated[str, Meta(pattern=EMAIL)] | None, doc("Where the server sends warnings.", "ops@example.com")
    ] = None
    server: Annotated[
        str,
        Meta(pattern=r"^(letsencrypt|letsencrypt-staging|https?://\S+)$"),
        doc("`letsencrypt`, `letsencrypt-staging`, or the address of a directory.", "letsencrypt-staging"),
    ] = "letsencrypt"
    profile: Annotated[str | None, doc("Certificate profile of the server.", "shortlived")] = None
    account_key: Annotated[Derived[DottedName], doc("Secret that holds the account's key.", "letsencrypt")] = DERIVED

    @property
    def directory(self) -> str:
        """Address of the server."""
        return LETSENCRYPT.get(self.server, self.server)

    @property
    def is_staging(self) -> bool:
        """Whether nobody trusts what it issues."""
        return "staging" in self.directory


class CA(Section, frozen=True):
    """A certificate authority of one's own."""

    secret: Annotated[DottedName, doc("Secret with `tls.crt` and `tls.key` of the authority.", "root-ca")]


class SelfSigned(Section, frozen=True):
    """Certificates that sign themselves: roots of one's own authorities."""

    crl_distribution_points: Annotated[tuple[str, ...], doc("Addresses of revocation lists.")] = ()


class Issuer(Section, frozen=True):
    """Who signs → ClusterIssuer, or Issuer with `namespace`. Exactly one of the four kinds is given."""

    name: Annotated[DottedName, doc("Name of the issuer.", "letsencrypt")]
    namespace: Annotated[Name | None, doc("An Issuer of this namespace instead of a ClusterIssuer.")] = None
    acme: Annotated[Acme | None, doc("Let's Encrypt or another ACME server.")] = None
    ca: Annotated[CA | None, doc("An authority whose key is in a Secret.")] = None
    self_signed: Annotated[SelfSigned | None, doc("No authority at all.", {})] = None
    vault: Annotated[
        dict[str, Any] | None, doc("HashiCorp Vault: cert-manager's own map, checked against its schema.")
    ] = None

    @property
    def kind(self) -> str:
        return "Issuer" if self.namespace else "ClusterIssuer"

    @property
    def is_staging(self) -> bool:
        """Whether browsers refuse what it signs on purpose."""
        return self.acme is not None and self.acme.is_staging


class Key(Section, frozen=True):
    """The private key of a certificate."""

    algorithm: Annotated[Literal["ECDSA", "RSA", "Ed25519"], doc("Kind of key.")] = "ECDSA"
    size: Annotated[Derived[int | None], doc("256, 384 or 521 for ECDSA; 2048, 4096 or 8192 for RSA.")] = DERIVED
    rotation: Annotated[Literal["Always", "Never"], doc("Whether each renewal makes a new key.")] = "Always"
    encoding: Annotated[Literal["PKCS1", "PKCS8"] | None, doc("Form of the key in the Secret; left out: PKCS1.")] = None


class Certificate(Section, frozen=True):
    """Names with a key and a signature → Certificate. Listing one replaces the derived one of the same hosts."""

    name: Annotated[DottedName, doc("Name of the Certificate.", "example-com")]
    hosts: Annotated[Derived[tuple[Host, ...]], doc("DNS names.", ["example.com", "*.example.com"])] = DERIVED
    issuer: Annotated[Derived[DottedName], doc("Name of an issuer.", "letsencrypt")] = DERIVED
    namespace: Annotated[Derived[Name], doc("Namespace of the Certificate and its Secret.", "gateway")] = DERIVED
    secret: Annotated[Derived[DottedName], doc("Secret that holds the result.", "example-com-tls")] = DERIVED
    key: Annotated[Key, doc("Its private key.")] = field(default_factory=Key)
    usages: Annotated[Derived[tuple[str, ...]], doc("Key usages; left out: cert-manager's.", ["server auth"])] = DERIVED
    duration: Annotated[Derived[Duration | None], doc("Lifetime; left out: 90 days.", "2160h")] = DERIVED
    renew_before: Annotated[Duration | None, doc("How long before its end it is renewed; left out: a third.")] = None
    ca: Annotated[bool, doc("Whether it may sign others.")] = False
    common_name: Annotated[str | None, doc("Common name of the subject.")] = None
    formats: Annotated[
        tuple[Literal["CombinedPEM", "DER"], ...], doc("Further forms of the result in the Secret.")
    ] = ()


class Settings(Section, frozen=True):
    """cert-manager, its issuers and certificates."""

    version: Annotated[Version, doc("Version of the chart.", "1.21.1")]
    chart: Annotated[NamedChart, doc("Where the chart comes from.")] = field(default_factory=NamedChart)
    values: Annotated[dict[str, Any], doc("Further chart values; a key that the chart never reads is an error.")] = {}
    nameservers: Annotated[
        tuple[Nameserver, ...],
        doc("Who is asked whether a DNS-01 record is out; needed where the cluster's own DNS answers differently.",
            ["https://1.1.1.1:443/dns-query", "9.9.9.9:53"]),
    ] = ()  # fmt: skip
    issuers: Annotated[Unordered[Issuer], doc("Who signs.")] = ()
    certificates: Annotated[Unordered[Certificate], doc("Certificates beside the derived ones.")] = ()

    @property
    def namespace(self) -> str:
        """Namespace of the release, and of the Secrets of ClusterIssuers."""
        return self.chart.namespace or "cert-manager"

    @property
    def release(self) -> str:
        return self.chart.release_name or "cert-manager"

    def issuer(self, name: str) -> Issuer | None:
        return next((issuer for issuer in self.issuers if issuer.name == name), None)
