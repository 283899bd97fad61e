"""References of gateways and routes: certificates that fit, and leave to cross namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from generator.components.gateway_api.rules.found import backend_refs, listeners, routes
from generator.core.diagnostics import WARNING
from generator.core.gateways import GROUP, gateways, is_cilium
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.net import Endpoint
from generator.core.scalar import Host
from generator.core.suggest import is_slip


@rule("gateway-api/uncovered-host")
def uncovered_host(graph: Graph) -> Iterator[Finding]:
    """The certificate of a listener does not hold the listener's host.

    Browsers refuse the connection. A wildcard of a certificate covers one label only (RFC 6125, 6.4.3).
    """
    for gateway in gateways(graph):
        for index, listener in enumerate(listeners(gateway)):
            host = listener.get("hostname")
            found = list(_certificates(graph, gateway, listener.get("tls") or {}))
            if not host or not found or any(one is None for one in found):
                continue
            held = {one.name: (one, list(_hosts(one))) for one in found if one}
            if not any(name.covers(str(host)) for _, names in held.values() for name in names):
                names = " nor ".join(repr(name) for name in held)
                what = f"certificate {names} does not hold" if len(held) == 1 else f"neither certificate {names} holds"
                yield Finding(
                    gateway,
                    ("spec", "listeners", index, "hostname"),
                    f"{what} host {str(host)!r} of gateway {gateway.name!r}",
                    hint=f"add the host to {'the certificate' if len(held) == 1 else 'one of them'}, or name another one",
                    others=tuple(
                        (one, ("spec", "dnsNames"), f"it holds {', '.join(hosts) or 'no host'}")
                        for one, hosts in islice(held.values(), 3)
                    ),
                )


@rule("gateway-api/certificate-elsewhere", WARNING)
def certificate_elsewhere(graph: Graph) -> Iterator[Finding]:
    """A listener names a Secret that nothing makes, and a Certificate beside it holds its host in another one.

    Until the Secret exists the listener is not programmed (Gateway API, `InvalidCertificateRef`). Judged where a Certificate
    of the gateway's own namespace covers the host, none writes the named Secret, and the tree holds no such Secret either;
    where the gateway asks cert-manager by annotation, cert-manager makes it. What Flux fills in (`${NAME}`) is not known.
    """
    certificates = graph.of("Certificate", "cert-manager.io")
    made = {(one.namespace, str(one.spec.get("secretName"))) for one in certificates}
    for kind in ("Secret", "ExternalSecret", "SealedSecret") if certificates else ():
        for one in graph.of(kind):
            made |= {(one.namespace, one.name), (one.namespace, str((one.spec.get("target") or {}).get("name")))}
    plain = [one for one in certificates if "${" not in str(one.spec.get("secretName"))]
    for gateway in gateways(graph) if plain else ():
        asking, told = any(key.startswith("cert-manager.io/") for key in gateway.annotations), set[str]()
        for index, listener in enumerate(() if asking else listeners(gateway)):
            refs = (listener.get("tls") or {}).get("certificateRefs")
            names = [str(ref.get("name")) for ref in refs or () if ref.get("namespace") in (None, gateway.namespace)]
            known = any("${" in name or (gateway.namespace, name) in made for name in names)
            if not names or names[0] in told or known:
                continue
            host = str(listener.get("hostname") or "")
            beside = (one for one in plain if host and one.namespace == gateway.namespace)
            found = next((one for one in beside if any(name.covers(host) for name in _hosts(one))), None)
            if found is not None:
                secret = found.spec.get("secretName")
                told.add(names[0])
                yield Finding(
                    gateway,
                    ("spec", "listeners", index, "tls", "certificateRefs", 0),
                    f"nothing makes Secret {names[0]!r} of gateway {gateway.name!r}: certificate {found.name!r} writes {secret!r}",
                    hint="let both name one Secret",
                    others=((found, ("spec", "secretName"), "its Secret is named here"),),
                )


def _hosts(certificate: Object) -> Iterator[Host]:
    """The names of a certificate that are hosts: others (`schema/*` and cert-manager judge them) cover nothing."""
    for name in certificate.spec.get("dnsNames") or ():
        try:
            yield Host(str(name))
        except ValueError:
            continue


@rule("gateway-api/ungranted-reference")
def ungranted_reference(graph: Graph) -> Iterator[Finding]:
    """A route sends to a Service of another namespace, or a gateway reads a Secret there, and nobody granted it.

    Without a ReferenceGrant in the target's namespace the reference counts as absent ("RefNotPermitted"): the host
    answers 500, the listener serves no TLS.
    """
    for route in routes(graph):
        for path, ref in backend_refs(route):
            if ref.get("kind", "Service") == "Service" and not ref.get("group"):
                yield from _crossing(graph, route, "Service", ref, path)
    for gateway in gateways(graph):
        for index, listener in enumerate(listeners(gateway)):
            for number, ref in enumerate((listener.get("tls") or {}).get("certificateRefs") or ()):
                path = ("spec", "listeners", index, "tls", "certificateRefs", number)
                yield from _crossing(graph, gateway, "Secret", ref, path)


@rule("gateway-api/backend-name-is-address", WARNING)
def backend_name_is_address(graph: Graph) -> Iterator[Finding]:
    """The name that a backend's certificate must bear is an address.

    The gateway names it as SNI, where addresses are not permitted (RFC 6066, 3), and looks for it among the DNS names of the
    certificate, where they do not stand (CRD BackendTLSPolicy, validation.hostname). The API server takes it.
    """
    for policy in graph.of("BackendTLSPolicy", GROUP):
        name = (policy.spec.get("validation") or {}).get("hostname")
        if isinstance(name, str) and Endpoint.is_address(name):
            yield Finding(
                policy,
                ("spec", "validation", "hostname"),
                f"the certificate of the backend is to bear the name {name!r}, which is an address",
                hint="write a DNS name that the certificate holds",
            )


@rule("gateway-api/terminated-passthrough")
def terminated_passthrough(graph: Graph) -> Iterator[Finding]:
    """A TLS listener of a Cilium gateway ends TLS.

    Cilium supports TLSRoute in passthrough mode only (conformance/reports/v1.6/cilium: TLSRouteModeTerminate and
    TLSRouteModeMixed are unsupported).
    """
    for gateway in gateways(graph):
        for index, listener in enumerate(listeners(gateway)):
            mode = (listener.get("tls") or {}).get("mode", "Terminate")
            if listener.get("protocol") == "TLS" and mode == "Terminate" and is_cilium(graph, gateway):
                yield Finding(
                    gateway,
                    ("spec", "listeners", index, "tls", "mode"),
                    f"listener {listener.get('name')!r} of gateway {gateway.name!r} ends TLS, which Cilium does not "
                    "support for TLSRoutes",
                    hint="set mode Passthrough, or use protocol HTTPS",
                )


def _certificates(graph: Graph, gateway: Object, tls: dict[str, object]) -> Iterator[Object | None]:
    """The Certificate behind each reference; None where the tree holds none, or several: then the Secret is not known."""
    refs = tls.get("certificateRefs")
    for ref in refs if isinstance(refs, list) else ():
        namespace = ref.get("namespace") or gateway.namespace
        found = [
            one
            for one in graph.of("Certificate", "cert-manager.io")
            if one.namespace == namespace and one.spec.get("secretName") == ref.get("name")
        ]
        yield found[0] if len(found) == 1 else None


def _granted(graph: Graph, source: Object, kind: str, name: str, namespace: str) -> bool:
    for grant in graph.of("ReferenceGrant", GROUP):
        if grant.namespace != namespace:
            continue
        froms = grant.spec.get("from") or ()
        targets = grant.spec.get("to") or ()
        if any(
            one.get("group") == GROUP and one.get("kind") == source.kind and one.get("namespace") == source.namespace
            for one in froms
        ) and any(one.get("kind") == kind and one.get("name") in (None, "", name) for one in targets):
            return True
    return False


def _crossing(
    graph: Graph, item: Object, kind: str, ref: dict[str, Any], path: tuple[str | int, ...]
) -> Iterator[Finding]:
    """A finding when a reference leaves the namespace of its object without leave."""
    name, namespace = str(ref.get("name")), ref.get("namespace")
    if (
        namespace in (None, item.namespace)
        or item.namespace is None
        or _granted(graph, item, kind, name, str(namespace))
    ):
        return
    yield Finding(
        item,
        path,
        f"{item.title} refers to {kind} {namespace}/{name} and no ReferenceGrant allows it",
        hint=_meant(graph, item, kind, name, str(namespace))
        or "add a ReferenceGrant in that namespace, or put the two into one",
    )


def _meant(graph: Graph, item: Object, kind: str, name: str, namespace: str) -> str | None:
    """The namespace that a slip of a finger made this one of: one that grants the reference."""
    for grant in graph.of("ReferenceGrant", GROUP):
        home = grant.namespace or ""
        if is_slip(namespace, home) and _granted(graph, item, kind, name, home):
            return f"did you mean namespace `{home}`?"
    return None
