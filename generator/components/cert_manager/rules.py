"""What the finished certificates can get wrong, whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cert_manager.solvers import proves_by_http, solver_of
from generator.core.artifact import Json
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.suggest import did_you_mean

GROUP = "cert-manager.io"
ANNOTATED = {"cert-manager.io/cluster-issuer": "ClusterIssuer", "cert-manager.io/issuer": "Issuer"}
OTHERS = frozenset({"cert-manager.io/issuer-group", "cert-manager.io/issuer-kind"})
"""Annotations that speak of kinds of issuers of somebody else."""
ASKING = (("Gateway", "gateway.networking.k8s.io"), ("Ingress", "networking.k8s.io"))


@rule("cert-manager/missing-issuer")
def missing_issuer(graph: Graph) -> Iterator[Finding]:
    """A Certificate refers to an issuer that the tree does not hold, though it holds others of that kind.

    The Certificate waits for it forever. A tree without any issuer of the kind is not judged: they may live elsewhere.
    """
    for certificate in graph.of("Certificate", GROUP):
        reference = certificate.spec.get("issuerRef") or {}
        kind = str(reference.get("kind") or "Issuer")
        known = [
            i.name for i in graph.of(kind, GROUP) if kind == "ClusterIssuer" or i.namespace == certificate.namespace
        ]
        if _is_missing(name := str(reference.get("name")), known):
            yield Finding(
                certificate,
                ("spec", "issuerRef", "name"),
                f"{kind} {name!r} does not exist",
                hint=did_you_mean(name, known),
            )


@rule("cert-manager/unknown-issuer-annotated", WARNING)
def unknown_issuer_annotated(graph: Graph) -> Iterator[Finding]:
    """A Gateway or Ingress asks by annotation for certificates of an issuer that the tree does not hold, beside others of that kind.

    cert-manager makes Certificates of it that wait for the issuer forever (cert-manager/website, usage/gateway). A tree without any
    issuer of the kind is not judged, and no object that names another kind or group of issuers.
    """
    for kind, group in ASKING:
        for item in graph.of(kind, group):
            for key, of in ANNOTATED.items():
                name = item.annotations.get(key)
                known = [i.name for i in graph.of(of, GROUP) if of == "ClusterIssuer" or i.namespace == item.namespace]
                if name and _is_missing(str(name), known) and OTHERS.isdisjoint(item.annotations):
                    yield Finding(
                        item,
                        ("metadata", "annotations", key),
                        f"{item.title} asks for certificates of {of} {str(name)!r}, which does not exist",
                        hint=did_you_mean(str(name), known),
                    )


@rule("cert-manager/shared-secret")
def shared_secret(graph: Graph) -> Iterator[Finding]:
    """Two Certificates write the same Secret.

    Each overwrites the other's key pair, without end (cert-manager/website, `DuplicateSecretName`).
    """
    seen: dict[tuple[str | None, str], Object] = {}
    for certificate in graph.of("Certificate", GROUP):
        secret = str(certificate.spec.get("secretName"))
        first = seen.setdefault((certificate.namespace, secret), certificate)
        if first.identity != certificate.identity:
            message = f"certificates {first.name!r} and {certificate.name!r} both write Secret {secret!r}"
            yield Finding(
                certificate,
                ("spec", "secretName"),
                message,
                hint="give each its own `secret`",
                others=((first, ("spec", "secretName"), "the other one is here"),),
                mirror=message,
            )


@rule("cert-manager/wildcard-over-http")
def wildcard_over_http(graph: Graph) -> Iterator[Finding]:
    """A wildcard is to be proved by HTTP-01.

    No ACME server offers that (RFC 8555, 8.3; letsencrypt.org/docs/challenge-types): the order fails.
    """
    for certificate, host, index, solvers in _proved(graph):
        chosen = solver_of(host, solvers)
        if host.startswith("*.") and chosen is not None and proves_by_http(solvers[chosen]):
            yield Finding(
                certificate,
                ("spec", "dnsNames", index),
                f"wildcard {host!r} would be proved by HTTP-01",
                hint="give the issuer a DNS-01 solver for its zone",
            )


@rule("cert-manager/unsolved-host")
def unsolved_host(graph: Graph) -> Iterator[Finding]:
    """No solver of the ACME issuer answers for a host of the Certificate.

    The order fails with "no configured challenge solvers can be used for this challenge".
    """
    for certificate, host, index, solvers in _proved(graph):
        if solver_of(host, solvers) is None and "${" not in host:
            zones = sorted({z for s in solvers for z in (s.get("selector") or {}).get("dnsZones") or ()})
            yield Finding(
                certificate,
                ("spec", "dnsNames", index),
                f"no solver of its issuer answers for {host!r}",
                hint=f"add the zone to a solver (there are {', '.join(zones)})" if zones else "add a solver for it",
            )


@rule("cert-manager/staging-in-use", WARNING)
def staging_in_use(graph: Graph) -> Iterator[Finding]:
    """A gateway serves a certificate of a staging server.

    No client trusts it: staging exists to try issuing without meeting rate limits (letsencrypt.org/docs/staging-environment).
    """
    for certificate in graph.of("Certificate", GROUP):
        issuer = _issuer(graph, certificate)
        server = str(((issuer.spec.get("acme") or {}) if issuer else {}).get("server", ""))
        if "staging" not in server:
            continue
        for gateway in graph.of("Gateway", "gateway.networking.k8s.io"):
            if gateway.namespace == certificate.namespace and certificate.spec.get("secretName") in _secrets(gateway):
                yield Finding(
                    certificate,
                    ("spec", "issuerRef", "name"),
                    f"{gateway.title} serves certificate {certificate.name!r} of a staging server, which nobody trusts",
                    hint="use a production issuer once issuing works",
                )


def _proved(graph: Graph) -> Iterator[tuple[Object, str, int, list[Json]]]:
    """(certificate, host, its index, solvers) of every name that an ACME server signs."""
    for certificate in graph.of("Certificate", GROUP):
        issuer = _issuer(graph, certificate)
        solvers = ((issuer.spec.get("acme") or {}) if issuer else {}).get("solvers")
        if solvers:
            for index, host in enumerate(certificate.spec.get("dnsNames") or ()):
                yield certificate, str(host), index, list(solvers)


def _issuer(graph: Graph, certificate: Object) -> Object | None:
    """The issuer that a Certificate names; the API server drops a namespace that somebody wrote on a ClusterIssuer."""
    reference = certificate.spec.get("issuerRef") or {}
    kind, name = str(reference.get("kind") or "Issuer"), str(reference.get("name"))
    near = (one for one in graph.of(kind, GROUP) if kind == "ClusterIssuer" or one.namespace == certificate.namespace)
    return next((one for one in near if one.name == name), None)


def _is_missing(name: str, known: list[str]) -> bool:
    """Whether no issuer of those that the tree has is called so; what a variable stands for nobody knows here."""
    return bool(known) and name not in known and not any("${" in one for one in (name, *known))


def _secrets(gateway: Object) -> set[str]:
    listeners = gateway.spec.get("listeners") or ()
    return {str(r.get("name")) for item in listeners for r in (item.get("tls") or {}).get("certificateRefs") or ()}
