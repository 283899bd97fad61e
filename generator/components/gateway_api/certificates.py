"""Which certificate serves which host, and the certificates that are derived: one per domain."""

from __future__ import annotations

from msgspec import Struct

from generator.components.cert_manager import COMPONENT as CERT_MANAGER
from generator.components.cert_manager import SHORTLIVED, Certificate, Key, apex_and_wildcard, only_issuer
from generator.components.cert_manager import Settings as CertManager
from generator.components.gateway_api.names import dashed, zone_of
from generator.components.gateway_api.settings import Gateway, Settings
from generator.core.context import Context
from generator.core.derivation import Underivable
from generator.core.scalar import DottedName, Host, Name

Group = tuple[Name, Host, DottedName]
"""(namespace, zone, issuer): what shares one derived certificate."""


class Shelf(Struct, frozen=True):
    """Every certificate that a gateway may name."""

    listed: tuple[Certificate, ...] = ()
    derived: dict[tuple[Name, Name], Certificate] = {}
    """(namespace, name) -> the derived one."""
    owned: bool = False
    """Whether names mean certificates; else they are Secrets of somebody else."""

    def find(self, gateway: Gateway, name: Name) -> Certificate | None:
        """What a gateway means by a name: a listed one of its own namespace first."""
        same = [one for one in self.listed if str(one.name) == name]
        near = next((one for one in same if one.namespace == gateway.namespace), None)
        return near or self.derived.get((gateway.namespace, name)) or (same[0] if same else None)

    def used(self, gateways: tuple[Gateway, ...]) -> tuple[Certificate, ...]:
        """The derived certificates that gateways refer to and nobody listed, each once."""
        found: dict[int, Certificate] = {}
        for gateway in gateways:
            for name in names_in(gateway):
                one = self.find(gateway, name)
                if one is not None and one not in self.listed:
                    found[id(one)] = one
        return tuple(found.values())


def names_in(gateway: Gateway) -> tuple[Name, ...]:
    """Every certificate that a gateway names."""
    return (*gateway.certificates, *(name for listener in gateway.listeners for name in listener.certificates))


def shelf(ctx: Context, settings: Settings) -> Shelf:
    """The listed certificates and those that follow from the gateways' hosts, as far as their issuer is clear."""
    manager = ctx.get(CERT_MANAGER)
    if manager is None:
        return Shelf()
    groups = _groups(ctx, manager, settings)
    derived: dict[tuple[Name, Name], Certificate] = {}
    for group, hosts in groups.items():
        name = _name(group, groups)
        derived[group[0], name] = _certificate(manager, name, group, hosts)
    return Shelf(listed=manager.certificates, derived=derived, owned=True)


def chosen(ctx: Context, settings: Settings, gateway: Gateway) -> tuple[Name, ...]:
    """The certificates of a gateway that names none: listed ones where they cover its hosts, else derived ones."""
    manager = ctx.get(CERT_MANAGER)
    if manager is None:
        return ()
    found: dict[Name, None] = {}
    groups: dict[Group, list[Host]] = {}
    for host in gateway.hosts:
        full = ctx.host(host)
        listed = _covering(ctx, manager, gateway, full)
        if listed is None:
            groups = groups or _groups(ctx, manager, settings)
            listed = _name((gateway.namespace, zone_of(full, ctx.domains), _issuer(manager, gateway)), groups)
        found[listed] = None
    return tuple(found)


def _covering(ctx: Context, manager: CertManager, gateway: Gateway, host: Host) -> Name | None:
    """The listed certificate for a host; None: there is none. Raises Underivable when several would do."""
    found = [
        one
        for one in manager.certificates
        if one.namespace == gateway.namespace and any(ctx.host(name).covers(host) for name in one.hosts)
    ]
    found = [one for one in found if str(one.issuer) == gateway.issuer] if gateway.issuer else found
    exact = [one for one in found if any(ctx.host(name) == host for name in one.hosts)] or found
    trusted = [one for one in exact if not _is_staging(manager, one)] or exact
    if len(trusted) > 1:
        names = " and ".join(repr(str(one.name)) for one in trusted)
        raise Underivable(
            f"host {host!r} of gateway {gateway.name!r} is covered by the certificates {names}",
            hint="name the one to use in `certificates` of the gateway",
        )
    return Name(trusted[0].name) if trusted else None


def _groups(ctx: Context, manager: CertManager, settings: Settings) -> dict[Group, list[Host]]:
    """Hosts of all gateways by what shares a certificate."""
    groups: dict[Group, list[Host]] = {}
    for gateway in settings.gateways:
        try:
            issuer = _issuer(manager, gateway)
        except Underivable:  # `chosen` says so of gateways that need one
            continue
        for host in gateway.hosts:
            full = ctx.host(host)
            hosts = groups.setdefault((gateway.namespace, zone_of(full, ctx.domains), issuer), [])
            if full not in hosts:
                hosts.append(full)
    return groups


def _name(group: Group, groups: dict[Group, list[Host]]) -> Name:
    """The zone's name; with the issuer's behind it where several sign for one zone."""
    namespace, zone, issuer = group
    several = any(one[:2] == (namespace, zone) and one[2] != issuer for one in groups)
    return Name(f"{dashed(zone)}-{issuer}".replace(".", "-") if several else dashed(zone))


def _certificate(manager: CertManager, name: Name, group: Group, hosts: list[Host]) -> Certificate:
    namespace, zone, issuer = group
    one = manager.issuer(issuer)
    short = one is not None and one.acme is not None and one.acme.profile == "shortlived"
    usual = [host for host in apex_and_wildcard(zone) if host in hosts]
    rest = [host for host in hosts if host not in usual and not any(name.covers(host) for name in usual)]
    return Certificate(
        name=DottedName(name),
        hosts=(*usual, *rest),
        issuer=issuer,
        namespace=namespace,
        secret=DottedName(f"{name}-tls"),
        key=Key(size=256),
        usages=("digital signature",) if short else (),
        duration=SHORTLIVED if short else None,
    )


def _issuer(manager: CertManager, gateway: Gateway) -> DottedName:
    return DottedName(gateway.issuer) if gateway.issuer else only_issuer(manager, f"gateway {gateway.name!r}")


def _is_staging(manager: CertManager, certificate: Certificate) -> bool:
    issuer = manager.issuer(certificate.issuer)
    return issuer is not None and issuer.is_staging
