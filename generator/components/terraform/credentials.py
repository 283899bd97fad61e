"""The Secrets that hold a Cloudflare token, and the zones that each is for."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.components.cert_manager import COMPONENT as CERT_MANAGER
from generator.components.external_dns import COMPONENT as EXTERNAL_DNS
from generator.core.context import Context

TOKEN, API_KEY = "api-token", "api-key"
"""Keys that cert-manager's documentation uses in Secrets (configuration/acme/dns01/cloudflare)."""
VARIABLE, GLOBAL = "CF_API_TOKEN", "CF_API_KEY"
"""What external-dns reads (docs/tutorials/cloudflare): a token, or the global key that may do everything."""


class Use(Struct, frozen=True, kw_only=True):
    """One reader of one key of a Secret."""

    namespace: str
    secret: str
    key: str
    zones: tuple[str, ...]
    """Sorted; the cluster's domains where the reader names none."""
    who: str
    is_global: bool
    """A global key: no token can take its place without another setting."""
    about: object


class Credential(Struct, frozen=True, kw_only=True):
    """One Secret and all that it must be able to do."""

    namespace: str
    secret: str
    key: str
    zones: tuple[str, ...]
    users: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.namespace}/{self.secret}"

    @property
    def label(self) -> str:
        """As Terraform names things: letters, digits, underscores."""
        return "".join(c if c.isalnum() else "_" for c in f"{self.namespace}_{self.secret}")


def uses(ctx: Context) -> Iterator[Use]:
    """By external-dns first, then by issuers."""
    yield from _external_dns(ctx)
    yield from _cert_manager(ctx)


def credentials(ctx: Context) -> tuple[Credential, ...]:
    """One per Secret with a token, by its place: two namespaces hold two Secrets, and each gets a token of its own."""
    found: dict[tuple[str, str], list[Use]] = {}
    for use in uses(ctx):
        if not use.is_global:
            found.setdefault((use.namespace, use.secret), []).append(use)
    return tuple(
        Credential(
            namespace=namespace,
            secret=secret,
            key=alike[0].key,
            zones=tuple(sorted({zone for use in alike for zone in use.zones})),
            users=tuple(dict.fromkeys(use.who for use in alike)),
        )
        for (namespace, secret), alike in sorted(found.items())
    )


def _external_dns(ctx: Context) -> Iterator[Use]:
    section = ctx.get(EXTERNAL_DNS)
    for instance in section.instances if section is not None else ():
        if instance.provider != "cloudflare" or instance.credentials is None or section is None:
            continue
        keys = instance.credentials.keys
        yield Use(
            namespace=section.namespace,
            secret=instance.credentials.secret,
            key=keys.get(VARIABLE, VARIABLE),
            zones=_zones(ctx, instance.zones),
            who=f"external-dns {instance.name}",
            is_global=GLOBAL in keys,
            about=instance,
        )


def _cert_manager(ctx: Context) -> Iterator[Use]:
    section = ctx.get(CERT_MANAGER)
    for issuer in section.issuers if section is not None else ():
        for solver in issuer.acme.solvers if issuer.acme is not None else ():
            if solver.cloudflare is None or section is None:
                continue
            is_global = solver.key_type == "api-key"
            yield Use(
                namespace=issuer.namespace or section.namespace,
                secret=solver.cloudflare.secret,
                key=solver.cloudflare.key or (API_KEY if is_global else TOKEN),
                zones=_zones(ctx, solver.zones),
                who=f"{issuer.kind} {issuer.name}",
                is_global=is_global,
                about=solver,
            )


def _zones(ctx: Context, written: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({str(zone) for zone in written or ctx.domains}))
