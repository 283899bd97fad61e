"""Traffic to gateways and from gateways to what they publish."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cert_manager import CHALLENGE, SOLVER_PORT, SOLVERS, controller_of
from generator.components.cert_manager import COMPONENT as CERT_MANAGER
from generator.components.gateway_api.attach import gateways_of
from generator.components.gateway_api.identity import identities, identity
from generator.components.gateway_api.published import requested
from generator.components.gateway_api.routes import Backend, Route
from generator.components.gateway_api.settings import Settings
from generator.core.context import Context
from generator.core.offer import Flow, Peer, RouteRequest

WORLD = Peer(entities=("world",))


def flows(ctx: Context, settings: Settings) -> Iterator[Flow]:
    """Clients -> gateways, gateways -> backends and what answers ACME servers."""
    clients = Peer(cidrs=tuple(c.canonical for c in settings.clients)) if settings.clients else WORLD
    seen: list[Peer] = []
    for gateway in settings.gateways:
        target = identity(settings, gateway)
        if target not in seen:
            seen.append(target)
            yield Flow(source=clients, target=target, why="clients -> gateways", about=(gateway,))
    for route in settings.routes:
        yield from _to_backend(settings, route, route)
    yield from _challenges(ctx, settings)


def _challenges(ctx: Context, settings: Settings) -> Iterator[Flow]:
    """HTTP-01 goes through a gateway twice: cert-manager looks first whether its answer can be seen.

    From inside, the address of a proxy that is a pod is that pod, and its ports are its controller's own.
    """
    manager = ctx.get(CERT_MANAGER)
    for issuer in manager.issuers if manager is not None else ():
        names = tuple(str(name) for solver in (issuer.acme.solvers if issuer.acme else ()) for name in solver.gateways)
        for peer in identities(settings, names):
            why = "gateways -> HTTP-01 challenges"
            yield Flow(source=peer, target=SOLVERS, ports=(SOLVER_PORT,), why=why, about=(issuer,))
            if manager is not None and peer.namespace is not None:
                yield Flow(source=controller_of(manager), target=peer, why=CHALLENGE, about=(issuer,))


def request_flows(ctx: Context, settings: Settings) -> Iterator[Flow]:
    """The same for routes that other components ask for: known only once all of them were asked."""
    for request in ctx.offers(RouteRequest):
        known = bool(request.target_port)
        yield from _to_backend(settings, requested(settings, request), *request.about[:1] or (request,), known=known)


def _to_backend(settings: Settings, route: Route, about: object, *, known: bool = False) -> Iterator[Flow]:
    """A route with `allow` has its own policy: another allow for the same port would void its HTTP rules."""
    if route.backend is None or route.allow is not None:
        return
    target, ports = _target(route, route.backend, known=known)
    seen: list[Peer] = []
    for gateway in gateways_of(settings, route):
        source = identity(settings, gateway)
        if source not in seen:
            seen.append(source)
            yield Flow(source=source, target=target, ports=ports, why=f"gateways -> route {route.name}", about=(about,))


def _target(route: Route, backend: Backend, *, known: bool) -> tuple[Peer, tuple[str, ...]]:
    """Policies see the pods' port, and only `targetPort` says it when it differs from the Service's."""
    transport = "/udp" if backend.protocol == "udp" else ""
    if backend.addresses:
        cidrs = tuple(str(address.network) for address in backend.addresses)
        return Peer(cidrs=cidrs), (f"{backend.port}{transport}",)
    labels: dict[str, str] = {}
    if backend.pods is not None:
        labels = dict(backend.pods.spec().get("matchLabels") or {})
    known = known or backend.target_port != backend.port
    ports = (f"{backend.target_port}{transport}",) if known else ()
    return Peer(namespace=backend.namespace or route.namespace, labels=labels), ports
