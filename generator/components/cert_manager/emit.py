"""The release of cert-manager, its issuers and the listed certificates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cert_manager.settings import Acme, Certificate, Issuer, Key, Settings, Solver
from generator.components.cert_manager.units import CERT_MANAGER, CERTIFICATES, ISSUERS
from generator.components.flux import namespace_of_flux
from generator.core.artifact import Json, Manifest, manifest, pruned, sorted_keys
from generator.core.context import Context
from generator.core.release import Release, release
from generator.core.values import items, offered, values

API = "cert-manager.io/v1"
SOURCE = "oci://quay.io/jetstack/charts/cert-manager"
TOKEN, API_KEY = "api-token", "api-key"


def emit(ctx: Context, settings: Settings) -> Iterator[Manifest]:
    """The release, then who signs, then what is signed."""
    wanted = Release(
        unit=CERT_MANAGER,
        name=settings.release,
        namespace=settings.namespace,
        chart_name="cert-manager",
        default_source=SOURCE,
        version=settings.version,
        tag_has_v=True,
        chart=settings.chart,
        values=values(offered(ctx, settings.release), settings.values, items(ctx, settings.release)),
        about=(settings,),
    )
    yield from release(ctx, wanted, namespace_of_flux(ctx))
    for issuer in settings.issuers:
        yield manifest(
            ISSUERS,
            "issuers" if issuer.namespace else "cluster-issuers",
            API,
            issuer.kind,
            issuer.name,
            namespace=issuer.namespace,
            spec=_issuer(ctx, issuer),
            about=(issuer,),
        )
    for certificate in settings.certificates:
        yield certificate_manifest(ctx, settings, certificate, about=(certificate,))


def certificate_manifest(
    ctx: Context, settings: Settings, certificate: Certificate, about: tuple[object, ...]
) -> Manifest:
    """A Certificate. Gateways make the derived ones with it."""
    return manifest(
        CERTIFICATES,
        "certificates",
        API,
        "Certificate",
        certificate.name,
        namespace=certificate.namespace,
        spec=_certificate(ctx, settings, certificate),
        about=about,
    )


def _issuer(ctx: Context, issuer: Issuer) -> Json:
    if issuer.acme is not None:
        return {"acme": _acme(ctx, issuer.acme)}
    if issuer.ca is not None:
        return {"ca": {"secretName": issuer.ca.secret}}
    if issuer.self_signed is not None:
        points = list(issuer.self_signed.crl_distribution_points)
        return {"selfSigned": {"crlDistributionPoints": points} if points else {}}
    return {"vault": sorted_keys(issuer.vault)}


def _acme(ctx: Context, acme: Acme) -> Json:
    return pruned(
        {
            "server": acme.directory,
            "email": acme.email,
            "profile": acme.profile,
            "privateKeySecretRef": {"name": acme.account_key},
            "solvers": [_solver(ctx, acme, solver) for solver in acme.solvers],
        }
    )


def _solver(ctx: Context, acme: Acme, solver: Solver) -> Json:
    spec: Json = {"selector": {"dnsZones": [ctx.host(zone) for zone in solver.zones]}} if solver.zones else {}
    if solver.cloudflare is not None:
        spec["dns01"] = {"cloudflare": _cloudflare(acme, solver)}
    elif solver.dns01 is not None:
        spec["dns01"] = sorted_keys(solver.dns01)
    elif solver.gateways:
        spec["http01"] = {"gatewayHTTPRoute": {"parentRefs": [_parent(ctx, name) for name in solver.gateways]}}
    else:
        spec["http01"] = {"ingress": {"ingressClassName": solver.ingress_class}}
    return spec


def _cloudflare(acme: Acme, solver: Solver) -> Json:
    if solver.cloudflare is None:
        return {}
    name, key = solver.cloudflare.secret, solver.cloudflare.key
    if solver.key_type == "token":
        email = {"email": solver.cloudflare_email} if solver.cloudflare_email else {}
        return {**email, "apiTokenSecretRef": {"name": name, "key": key or TOKEN}}
    return pruned(
        {"email": solver.cloudflare_email or acme.email, "apiKeySecretRef": {"name": name, "key": key or API_KEY}}
    )


def _parent(ctx: Context, name: str) -> Json:
    section: Any = ctx.section("gateway_api")  # it requires this component, not the other way round
    gateway = next((one for one in section.gateways if one.name == name), None) if section else None
    return pruned({"kind": "Gateway", "name": name, "namespace": gateway.namespace if gateway else None})


def _certificate(ctx: Context, settings: Settings, certificate: Certificate) -> Json:
    issuer = settings.issuer(certificate.issuer)
    return pruned(
        {
            "secretName": certificate.secret,
            "issuerRef": {"kind": issuer.kind if issuer else "ClusterIssuer", "name": certificate.issuer},
            "isCA": True if certificate.ca else None,
            "commonName": certificate.common_name,
            "dnsNames": [ctx.host(host) for host in certificate.hosts] or None,
            "privateKey": _key(certificate.key),
            "usages": list(certificate.usages) or None,
            "duration": certificate.duration,
            "renewBefore": certificate.renew_before,
            "additionalOutputFormats": [{"type": form} for form in certificate.formats] or None,
        }
    )


def _key(key: Key) -> Json:
    return pruned(
        {"algorithm": key.algorithm, "encoding": key.encoding, "rotationPolicy": key.rotation, "size": key.size}
    )
