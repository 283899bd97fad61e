"""Gateways on their own: addresses, ports, certificates."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cert_manager import COMPONENT as CERT_MANAGER
from generator.components.gateway_api.certificates import shelf
from generator.components.gateway_api.listeners import entries, passes_through_https
from generator.components.gateway_api.routes import Route
from generator.components.gateway_api.settings import Class, Gateway, Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, called_alike, check
from generator.core.net import Address
from generator.core.offer import AnnotationPrefix
from generator.core.suggest import did_you_mean


@check("gateway-api/unknown-certificate")
def unknown_certificate(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway names a certificate that is neither listed nor derived for it.

    The listener would refer to a Secret that nothing writes, and serve no TLS.
    """
    manager = ctx.get(CERT_MANAGER)
    if manager is None:
        return
    known = shelf(ctx, settings)
    for gateway in settings.gateways:
        names = [str(one.name) for one in known.listed]
        names += [name for namespace, name in known.derived if namespace == gateway.namespace]
        for owner, certificates in (
            (gateway, gateway.certificates),
            *((one, one.certificates) for one in gateway.listeners),
        ):
            for index, name in enumerate(certificates):
                if known.find(gateway, name) is None:
                    yield Problem(
                        owner,
                        ("certificates", index),
                        f"certificate {name!r} of gateway {gateway.name!r} does not exist",
                        hint=did_you_mean(name, names),
                    )


@check("gateway-api/unknown-issuer")
def unknown_issuer(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway names an issuer that is not listed, or any while `cert-manager` is absent.

    Its derived certificates would wait for a signature forever.
    """
    manager = ctx.get(CERT_MANAGER)
    names = [str(issuer.name) for issuer in manager.issuers] if manager else []
    for gateway in settings.gateways:
        if gateway.issuer is not None and gateway.issuer not in names:
            yield Problem(
                gateway,
                "issuer",
                f"gateway {gateway.name!r} names issuer {gateway.issuer!r}, which does not exist",
                hint=did_you_mean(gateway.issuer, names) or "add it to `cert-manager.issuers`",
            )


@check("gateway-api/family-off")
def family_off(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway wants, or a route leads to, an address of a family that the cluster does not have.

    Its Service gets no such address, and the Gateway never becomes programmed; the API server refuses a Service for
    backends of such a family.
    """
    wanted: list[tuple[object, str, tuple[Address, ...]]] = [
        *((gateway, f"gateway {gateway.name!r} wants", gateway.addresses) for gateway in settings.gateways),
        *((r.backend, f"route {r.name!r} leads to", r.backend.addresses) for r in settings.routes if r.backend),
    ]
    for owner, what, addresses in wanted:
        for index, address in enumerate(addresses):
            if ctx.families and address.version not in ctx.families:
                yield Problem(
                    owner,
                    ("addresses", index),
                    f"{what} {address}, and the cluster has no IPv{address.version} pod network",
                    hint="remove the address, or add a pod network of that family",
                    others=(Other(ctx.cluster.networks, "pods", "the pod networks are here"),),
                )


@check("gateway-api/unencrypted-listener", spoiled=("gateway-api/passed-through-https",))
def unencrypted_listener(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """An HTTPS listener has no certificate.

    From bundle 1.6 on the API server refuses it; before, it is never programmed (CHANGELOG/1.6).
    """
    for gateway in settings.gateways:
        for listener in gateway.listeners:
            if listener.protocol == "HTTPS" and not listener.certificates and not gateway.certificates:
                yield Problem(
                    listener,
                    "certificates",
                    f"listener {listener.name!r} speaks HTTPS and has no certificate",
                    hint="name one in `certificates`",
                )
        if gateway.hosts and not gateway.certificates:
            yield Problem(
                gateway,
                "certificates",
                f"gateway {gateway.name!r} serves hosts over HTTPS and has no certificate",
                hint="name one, or leave `certificates` out"
                if ctx.has("cert-manager")
                else "name the Secret of one, or add `cert-manager`",
            )


@check("gateway-api/passed-through-https")
def passed_through_https(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """An HTTPS listener is to pass TLS through.

    HTTPS is what a gateway ends: the API server refuses the Gateway (gateway-api, apis/v1/gateway_types.go, rule "tls mode
    must be Terminate for protocol HTTPS"). Whose TLS passes through unread is a listener of protocol TLS.
    """
    for gateway in settings.gateways:
        for listener in gateway.listeners:
            if passes_through_https(listener):
                yield Problem(
                    listener,
                    "mode",
                    f"listener {listener.name!r} speaks HTTPS, which ends TLS, and is to pass it through",
                    hint="write `protocol: TLS` to pass it through, or remove `mode`",
                    others=(Other(listener, "protocol", "its protocol is here"),),
                )


@check("gateway-api/shared-port")
def shared_port(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Two listeners of a gateway share a port and cannot be told apart there.

    Listeners of one port need one protocol, and different hosts where the protocol knows hosts; else neither is
    accepted (gateway-api, apis/v1/gateway_types.go, `Conflicted`). UDP stands beside all others.
    """
    for gateway in settings.gateways:
        seen: dict[tuple[bool, int], tuple[str, object, dict[str | None, object]]] = {}
        for entry in entries(ctx, settings, gateway):
            key = (entry.protocol == "UDP", entry.port)
            protocol, first, hosts = seen.setdefault(key, (entry.protocol, entry.about, {}))
            host = str(entry.host) if entry.host else None
            mixed = {protocol, entry.protocol} - {"HTTPS", "TLS"} and protocol != entry.protocol
            if mixed or host in hosts:
                what = f"{protocol} and {entry.protocol}" if mixed else f"{host or 'all hosts'} twice"
                yield Problem(
                    entry.about,
                    "port" if entry.about is not gateway else (),
                    f"gateway {gateway.name!r} would serve {what} on port {entry.port}",
                    hint="give one of the listeners another port or host",
                    others=(Other(hosts.get(host, first), (), "the other listener is here"),),
                )
            hosts.setdefault(host, entry.about)


@check("gateway-api/duplicate-name")
def duplicate_name(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Two gateways, two classes, or two routes of one kind and namespace have one name.

    They would be one object: what Flux applies last wins, and the addresses and hosts of the other are served by nobody.
    Routes name gateways without their namespaces, so two in different ones need two names as well.
    """
    seen: dict[tuple[str, ...], Gateway | Class | Route] = {}
    named: list[tuple[tuple[str, ...], Gateway | Class | Route]] = [
        *((("gateway", gateway.name), gateway) for gateway in settings.gateways),
        *((("class", one.name), one) for one in settings.classes),
        *(((route.kind, route.namespace, route.name), route) for route in settings.routes),
    ]
    for key, item in named:
        first = seen.setdefault(key, item)
        if first is not item:
            what = {"gateway": "gateways", "class": "classes"}.get(key[0], f"{key[0]}s of namespace {key[1]}")
            yield called_alike(first, item, f"two {what} are called {key[-1]!r}", "rename one")


@check("gateway-api/redirect-to-nowhere")
def redirect_to_nowhere(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Port 80 redirects to HTTPS and nothing listens there.

    Every request would end in a refused connection.
    """
    for gateway in settings.gateways:
        speaks = gateway.hosts or any(listener.protocol == "HTTPS" for listener in gateway.listeners)
        if gateway.http == "redirect" and not speaks:
            yield Problem(
                gateway,
                "http",
                f"gateway {gateway.name!r} redirects to HTTPS, which it does not serve",
                hint="write `domains`, give it `hosts`, or set `http: serve` or `http: none`"
                if not ctx.domains
                else "give it `hosts`, or set `http: serve` or `http: none`",
            )


@check("gateway-api/unpublished-name", WARNING)
def unpublished_name(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway has a DNS name and nobody publishes records.

    `dns` only becomes annotations for external-dns and records of its own; without that section it has no effect.
    """
    if ctx.offers(AnnotationPrefix):
        return
    for gateway in settings.gateways:
        if gateway.dns is not None:
            yield Problem(
                gateway,
                "dns",
                f"gateway {gateway.name!r} has a DNS name and there is no `external-dns` to publish it",
                hint="add `external-dns`, or remove `dns`",
            )
