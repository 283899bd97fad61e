"""What a valid-looking `cert-manager:` section can still get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cert_manager.settings import Certificate, Issuer, Settings, Solver
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.suggest import did_you_mean
from generator.core.values import conflicts

SIZES = {"ECDSA": (256, 384, 521), "RSA": (2048, 4096, 8192)}
"""cert-manager/website, reference/api-docs, CertificatePrivateKey.size."""
FROZEN = ("cf", "ga", "gq", "ml", "tk")
"""Top-level domains whose zones Cloudflare's API refuses to edit (cert-manager/website, configuration/acme/dns01/cloudflare)."""
WAYS = {"cloudflare": "cloudflare", "dns01": "dns01", "gateways": "gateways", "ingress_class": "ingressClass"}
KINDS = {"acme": "acme", "ca": "ca", "self_signed": "selfSigned", "vault": "vault"}


@check("cert-manager/value-set-twice")
def value_set_twice(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A chart value is written under `values` although a typed field already decides it, or two parts want it different.

    One of the two would be lost without a word: Helm merges, it does not compare.
    """
    yield from conflicts(ctx, settings.release, settings, settings.values)


@check("cert-manager/unclear-issuer")
def unclear_issuer(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """An issuer is of no kind, or of several.

    The webhook of cert-manager refuses such an object, and the whole unit with it.
    """
    for issuer in settings.issuers:
        found = _given(issuer, KINDS)
        if len(found) != 1:
            what = f"is {' and '.join(found)} at once" if found else "is of no kind"
            yield Problem(
                issuer,
                found[1] if found else "name",
                f"issuer {issuer.name!r} {what}",
                hint="give exactly one of `acme`, `ca`, `selfSigned` and `vault`",
            )


@check("cert-manager/unclear-solver")
def unclear_solver(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A solver names no way to prove a host, or several.

    The webhook of cert-manager refuses an issuer with such a solver.
    """
    for issuer, solver in _solvers(settings):
        found = _given(solver, WAYS)
        if len(found) != 1:
            what = f"has {' and '.join(found)} at once" if found else "says no way to prove a host"
            yield Problem(
                solver,
                found[1] if found else (),
                f"a solver of issuer {issuer.name!r} {what}",
                hint="give exactly one of `cloudflare`, `dns01`, `gateways` and `ingressClass`",
            )


@check("cert-manager/unknown-issuer")
def unknown_issuer(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A certificate names an issuer that is not listed.

    The Certificate would wait for it forever; the gateway would serve no TLS.
    """
    for certificate in settings.certificates:
        if settings.issuer(certificate.issuer) is None:
            yield Problem(
                certificate,
                "issuer",
                f"certificate {certificate.name!r} names issuer {certificate.issuer!r}, which does not exist",
                hint=did_you_mean(certificate.issuer, [issuer.name for issuer in settings.issuers]),
            )


@check("cert-manager/unknown-gateway")
def unknown_gateway(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A solver proves hosts through a gateway that does not exist.

    The HTTPRoute of the challenge would have no parent, and the challenge would stay pending.
    """
    section: Any = ctx.section("gateway_api")
    names = [gateway.name for gateway in section.gateways] if section else []
    for issuer, solver in _solvers(settings):
        for index, name in enumerate(solver.gateways):
            if name not in names:
                yield Problem(
                    solver,
                    ("gateways", index),
                    f"a solver of issuer {issuer.name!r} names gateway {name!r}, which does not exist",
                    hint=did_you_mean(name, names) or "add it to `gateway-api.gateways`",
                )


@check("cert-manager/challenge-without-port")
def challenge_without_port(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A solver proves hosts over HTTP through a gateway that does not listen on port 80.

    ACME servers fetch the challenge from port 80 of the host and from nowhere else (RFC 8555, 8.3).
    """
    section: Any = ctx.section("gateway_api")
    for _, solver in _solvers(settings):
        for index, name in enumerate(solver.gateways):
            gateway = next((g for g in section.gateways if g.name == name), None) if section else None
            if gateway is None or gateway.http != "none":
                continue
            if not any(item.port == 80 and item.protocol == "HTTP" for item in gateway.listeners):
                yield Problem(
                    solver,
                    ("gateways", index),
                    f"gateway {name!r} does not listen on port 80, where the challenge is fetched",
                    hint="set `http: redirect` on the gateway, or prove the hosts by DNS-01",
                    others=(Other(gateway, "http", "port 80 is left out here"),),
                )


@check("cert-manager/key-without-email")
def key_without_email(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A global Cloudflare key is used without the account's email.

    Cloudflare identifies the holder of a global key by email; cert-manager refuses the solver.
    """
    for issuer, solver in _solvers(settings):
        if solver.key_type == "api-key" and not solver.cloudflare_email and not (issuer.acme and issuer.acme.email):
            yield Problem(
                solver,
                "keyType",
                f"a solver of issuer {issuer.name!r} uses a global key and no email is known",
                hint="set `cloudflareEmail`, or use a token",
            )


@check("cert-manager/frozen-zone")
def frozen_zone(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A certificate of a zone under .cf, .ga, .gq, .ml or .tk is to be proved through Cloudflare.

    Cloudflare's API does not edit such zones (cert-manager/website, configuration/acme/dns01/cloudflare.md): the
    challenge never appears.
    """
    for _, solver in _solvers(settings):
        if solver.cloudflare is None:
            continue
        for index, zone in enumerate(solver.zones):
            if ctx.host(zone).rpartition(".")[2] in FROZEN:
                yield Problem(
                    solver,
                    ("zones", index),
                    f"Cloudflare's API cannot edit zone {zone!r}",
                    hint="prove its hosts another way",
                )


@check("cert-manager/odd-key-size")
def odd_key_size(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """The private key has a size that its algorithm does not have.

    cert-manager's webhook refuses the Certificate.
    """
    for certificate in settings.certificates:
        key = certificate.key
        allowed = SIZES.get(key.algorithm, (None,))
        if key.size not in allowed:
            sizes = ", ".join(str(size) for size in allowed if size)
            yield Problem(
                key,
                "size",
                f"certificate {certificate.name!r} wants an {key.algorithm} key of size {key.size}",
                hint=f"use one of {sizes}" if sizes else "leave `size` out: the algorithm has only one",
            )


@check("cert-manager/renewed-too-early")
def renewed_too_early(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """`renewBefore` is as long as the certificate lives.

    cert-manager's webhook refuses it; it would renew without end (reference/api-docs, CertificateSpec.renewBefore).
    """
    for certificate in settings.certificates:
        lifetime = certificate.duration.seconds if certificate.duration else 90 * 86400.0
        if certificate.renew_before is not None and certificate.renew_before.seconds >= lifetime:
            yield Problem(
                certificate,
                "renewBefore",
                f"certificate {certificate.name!r} lives {certificate.duration or '2160h'} "
                f"and is renewed {certificate.renew_before} before its end",
                hint="renew it within its lifetime",
            )


@check("cert-manager/issuer-elsewhere")
def issuer_elsewhere(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A certificate names an Issuer of another namespace.

    An Issuer signs for its own namespace only; the Certificate would not find it (cert-manager/website, concepts/issuer).
    """
    for certificate in settings.certificates:
        issuer = settings.issuer(certificate.issuer)
        if issuer is not None and issuer.namespace and issuer.namespace != certificate.namespace:
            yield Problem(
                certificate,
                "issuer",
                f"issuer {issuer.name!r} signs in namespace {issuer.namespace!r} only, "
                f"certificate {certificate.name!r} is in {certificate.namespace!r}",
                hint="drop the `namespace` of the issuer: a ClusterIssuer signs everywhere",
                others=(Other(issuer, "namespace", "the issuer is bound here"),),
            )


@check("cert-manager/solver-before-secret", WARNING)
def solver_before_secret(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """cert-manager 1.21.0 does not look again at a solver whose Secret came late.

    The issuer stays at `InvalidSolver` until the controller restarts; 1.21.1 fixes it (release notes 1.21).
    """
    if settings.version.numbers == (1, 21, 0) and any(_proves_with_secret(s) for _, s in _solvers(settings)):
        yield Problem(
            settings,
            "version",
            "cert-manager 1.21.0 keeps an issuer invalid whose Secret is created after it",
            hint="use 1.21.1 or newer",
        )


def _proves_with_secret(solver: Solver) -> bool:
    return solver.cloudflare is not None or solver.dns01 is not None


def _solvers(settings: Settings) -> Iterator[tuple[Issuer, Solver]]:
    for issuer in settings.issuers:
        for solver in issuer.acme.solvers if issuer.acme else ():
            yield issuer, solver


def _given(item: Issuer | Solver | Certificate, fields: dict[str, str]) -> list[str]:
    """Which of several fields are set, in the inventory's words."""
    return [word for name, word in fields.items() if getattr(item, name) not in (None, ())]
