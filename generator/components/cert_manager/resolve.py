"""What follows for issuers and certificates from the rest of the inventory."""

from __future__ import annotations

from typing import Any

from generator.components.cert_manager.settings import Acme, Certificate, Issuer, Key, Settings
from generator.core.context import Context
from generator.core.derivation import Underivable, derive
from generator.core.scalar import DottedName, Duration, Host, Name

SHORTLIVED = Duration("160h")
"""What Let's Encrypt's profile `shortlived` issues (letsencrypt.org/docs/profiles)."""
SIZES: dict[str, int | None] = {"ECDSA": 256, "RSA": 2048, "Ed25519": None}


@derive("issuers[].acme.accountKey", "cert-manager.issuers[].name")
def account_key(_ctx: Context, _settings: Settings, issuer: Issuer, _acme: Acme) -> DottedName:
    """The issuer's name."""
    return issuer.name


@derive("certificates[].hosts", "domains")
def hosts(ctx: Context, _settings: Settings, certificate: Certificate) -> tuple[Host, ...]:
    """The only domain and everything one level below it. An authority needs no hosts."""
    if certificate.ca:
        return ()
    if len(ctx.domains) != 1:
        raise Underivable(
            f"certificate {certificate.name!r} names no hosts and there are {len(ctx.domains)} domains to take them from",
            hint="list its `hosts`",
        )
    return apex_and_wildcard(ctx.domains[0])


@derive("certificates[].issuer", "cert-manager.issuers")
def issuer(_ctx: Context, settings: Settings, certificate: Certificate) -> DottedName:
    """The only issuer, those of staging servers aside."""
    return only_issuer(settings, f"certificate {certificate.name!r}")


@derive("certificates[].namespace", "gateway-api.namespace", "gateway-api.gateways", "cert-manager.chart.namespace")
def namespace(ctx: Context, settings: Settings, certificate: Certificate) -> Name:
    """That of the gateway which names it, else of all gateways; without gateways, and for authorities, cert-manager's."""
    section: Any = ctx.section("gateway_api")  # resolved later: it requires this component
    if section is None or certificate.ca:
        return Name(settings.namespace)
    for gateway in section.gateways:
        named = gateway.certificates if isinstance(gateway.certificates, tuple) else ()
        listeners = [name for listener in gateway.listeners for name in listener.certificates]
        if certificate.name in (*named, *listeners):
            own: Any = gateway.namespace  # not resolved yet: the written one, or none
            return Name(own if isinstance(own, str) else section.namespace)
    return Name(section.namespace)


@derive("certificates[].secret", "cert-manager.certificates[].name")
def secret(_ctx: Context, _settings: Settings, certificate: Certificate) -> DottedName:
    """The certificate's name and `-tls`."""
    return DottedName(f"{certificate.name}-tls")


@derive("certificates[].duration", "cert-manager.issuers[].acme.profile")
def duration(_ctx: Context, settings: Settings, certificate: Certificate) -> Duration | None:
    """160h where the issuer asks for the profile `shortlived`, else cert-manager's own 90 days."""
    return SHORTLIVED if _is_shortlived(settings, certificate) else None


@derive("certificates[].usages", "cert-manager.issuers[].acme.profile")
def usages(_ctx: Context, settings: Settings, certificate: Certificate) -> tuple[str, ...]:
    """Digital signature alone where the issuer asks for `shortlived` (it grants no more), else cert-manager's own."""
    return ("digital signature",) if _is_shortlived(settings, certificate) else ()


@derive("certificates[].key.size", "cert-manager.certificates[].key.algorithm")
def size(_ctx: Context, _settings: Settings, _certificate: Certificate, key: Key) -> int | None:
    """ECDSA 256, RSA 2048; Ed25519 has one size only."""
    return SIZES[key.algorithm]


def only_issuer(settings: Settings, what: str) -> DottedName:
    """The issuer that certificates get unless one is named; `what` needs it. Raises Underivable."""
    candidates = [one for one in settings.issuers if not one.is_staging] or list(settings.issuers)
    if len(candidates) == 1:
        return candidates[0].name
    if not candidates:
        raise Underivable(f"{what} needs an issuer and there is none", hint="add one to `cert-manager.issuers`")
    names = ", ".join(repr(str(one.name)) for one in candidates)
    raise Underivable(f"{what} could be signed by {names}", hint="say which with `issuer`")


def apex_and_wildcard(domain: Host) -> tuple[Host, ...]:
    """A domain and its wildcard; a wildcard alone stays alone."""
    return (domain,) if domain.startswith("*.") else (domain, Host(f"*.{domain}"))


def _is_shortlived(settings: Settings, certificate: Certificate) -> bool:
    one = settings.issuer(certificate.issuer) if isinstance(certificate.issuer, str) else None
    return one is not None and one.acme is not None and one.acme.profile == "shortlived"
