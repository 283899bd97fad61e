"""Whom cert-manager talks to: its traffic must survive a default deny."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cert_manager.settings import Issuer, Settings
from generator.core.net import Endpoint
from generator.core.offer import Flow, Peer

API_SERVER = Peer(entities=("kube-apiserver",))
CONTROL_PLANE = Peer(entities=("kube-apiserver", "host", "remote-node"))
"""Where webhook calls come from: the API server is a process of a node, so its identity may be the node's."""


SOLVERS = Peer(namespace="*", labels={"acme.cert-manager.io/http01-solver": "true"})
"""Pods that answer an ACME server, each beside its certificate."""
SOLVER_PORT = "8089"
"""cert-manager, pkg/issuer/acme/http: `acmeSolverListenPort`, and the labels of what `buildPod` makes."""
CHALLENGE = "cert-manager -> its own HTTP-01 challenges"


def flows(settings: Settings) -> Iterator[Flow]:
    """API server both ways, ACME servers, DNS providers and recursive nameservers."""
    controller = controller_of(settings)
    for component in ("controller", "cainjector", "webhook", "startupapicheck"):
        yield _flow(settings, _pods(settings, component), API_SERVER, (), f"cert-manager {component} -> API server")
    yield _flow(settings, CONTROL_PLANE, _pods(settings, "webhook"), ("10250",), "API server -> cert-manager webhook")
    for issuer in settings.issuers:
        for target, ports, why in _of(issuer):
            yield Flow(source=controller, target=target, ports=ports, why=f"cert-manager -> {why}", about=(issuer,))
    if any(_proves_by_dns(issuer) for issuer in settings.issuers):
        yield from _lookups(settings, controller)
    if any(_proves_by_http(issuer) for issuer in settings.issuers):
        reach = Peer(entities=("world", "ingress"))
        yield _flow(settings, controller, reach, ("80", "443"), CHALLENGE)
    if any(solver.ingress_class for issuer in settings.issuers if issuer.acme for solver in issuer.acme.solvers):
        somebody = Peer(entities=("cluster", "ingress"))  # an ingress controller may run anywhere
        yield _flow(settings, somebody, SOLVERS, (SOLVER_PORT,), "ingress controllers -> HTTP-01 challenges")


def _of(issuer: Issuer) -> Iterator[tuple[Peer, tuple[str, ...], str]]:
    if issuer.acme is not None:
        yield _web(issuer.acme.directory), (_port(issuer.acme.directory),), "ACME server"
        if any(solver.cloudflare for solver in issuer.acme.solvers):
            yield Peer(fqdns=("api.cloudflare.com",)), ("443",), "Cloudflare"
        if any(solver.dns01 for solver in issuer.acme.solvers):
            yield Peer(entities=("world",)), ("443", "53", "53/udp"), "DNS provider"
    server = str((issuer.vault or {}).get("server", ""))
    if server:
        yield _web(server), (_port(server),), "Vault"


def _lookups(settings: Settings, controller: Peer) -> Iterator[Flow]:
    """Recursive nameservers where named; otherwise it asks the authoritative ones of every zone itself."""
    if not settings.nameservers:
        world = Peer(entities=("world",))
        yield _flow(settings, controller, world, ("53", "53/udp"), "cert-manager -> authoritative nameservers")
    for server in settings.nameservers:
        ports = (_port(server),) if server.startswith("https://") else (_tail(server), f"{_tail(server)}/udp")
        yield _flow(settings, controller, _web(server), ports, "cert-manager -> recursive nameserver")


def controller_of(settings: Settings) -> Peer:
    """The pods that ask ACME servers for certificates, and look first whether a challenge can be seen."""
    return _pods(settings, "controller")


def _pods(settings: Settings, component: str) -> Peer:
    labels = {"app.kubernetes.io/instance": settings.release, "app.kubernetes.io/component": component}
    return Peer(namespace=settings.namespace, labels=labels)


def _flow(settings: Settings, source: Peer, target: Peer, ports: tuple[str, ...], why: str) -> Flow:
    return Flow(source=source, target=target, ports=ports, why=why, about=(settings,))


def _proves_by_dns(issuer: Issuer) -> bool:
    return issuer.acme is not None and any(s.cloudflare or s.dns01 for s in issuer.acme.solvers)


def _proves_by_http(issuer: Issuer) -> bool:
    return issuer.acme is not None and any(s.gateways or s.ingress_class for s in issuer.acme.solvers)


def _web(address: str) -> Peer:
    """A peer for `https://host[:port]/…` or `host:port`: by address where it is one, else by name."""
    host = _authority(address)
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if Endpoint.is_address(host):
        return Peer(cidrs=(f"{host}/{128 if ':' in host else 32}",))
    return Peer(fqdns=(host,))


def _port(address: str) -> str:
    tail = _authority(address).rpartition("]")[2].partition(":")[2]
    return tail or ("80" if address.startswith("http://") else "443")


def _tail(address: str) -> str:
    return address.rpartition(":")[2]


def _authority(address: str) -> str:
    return address.partition("://")[2].partition("/")[0] if "://" in address else address
