"""Hosts of gateways and routes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.gateway_api.attach import attached, gateways_of, serves
from generator.components.gateway_api.listeners import Entry, entries, passes_through_https
from generator.components.gateway_api.published import published
from generator.components.gateway_api.routes import HTTP_KINDS, Route
from generator.components.gateway_api.settings import Gateway, Settings
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, check
from generator.core.scalar import Host
from generator.core.suggest import did_you_mean


@check("gateway-api/host-outside-domains", WARNING)
def host_outside_domains(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway serves a host outside all `domains`.

    No derived zone holds it: external-dns leaves it alone, and its certificate needs a solver of its own.
    """
    for gateway in settings.gateways:
        for index, host in enumerate(gateway.hosts):
            full = ctx.host(host)
            if ctx.domains and not any(full.removeprefix("*.") == d or full.within(d) for d in ctx.domains):
                yield Problem(
                    gateway,
                    ("hosts", index),
                    f"host {full!r} of gateway {gateway.name!r} is in none of the domains {', '.join(ctx.domains)}",
                    hint="add its zone to `domains`",
                )


@check("gateway-api/host-outside-gateway")
def host_outside_gateway(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A route's host is served by no listener of a gateway that it attaches to.

    The listener refuses the route ("NoMatchingListenerHostname"). A wildcard of HTTPS covers one label, as its certificate
    does: of hosts below that clients would believe no answer, and plain HTTP beside it is no answer to them either.
    """
    for item in published(ctx, settings):
        outside: dict[tuple[int, tuple[Host, ...]], list[Gateway]] = {}
        for gateway in gateways_of(settings, item.route):
            for index, known in _unserved(ctx, settings, gateway, item.route):
                outside.setdefault((index, known), []).append(gateway)
        for (index, known), found in outside.items():
            names = " or ".join(repr(gateway.name) for gateway in found)
            yield Problem(
                item.about,
                ("hosts", index) if item.about is item.route else "host",
                f"host {str(ctx.host(item.route.hosts[index]))!r} is not among those of gateway {names}",
                hint=f"take one of {', '.join(known)}, or let the gateway serve it",
                others=tuple(Other(gateway, "hosts", "the gateway's hosts are here") for gateway in found),
            )


def _unserved(
    ctx: Context, settings: Settings, gateway: Gateway, route: Route
) -> Iterator[tuple[int, tuple[Host, ...]]]:
    """(index of a host, what the gateway serves instead) of every host of a route that no listener of it serves."""
    found = entries(ctx, settings, gateway)
    able = tuple(attached(ctx, found, route)) or tuple(entry for entry in found if entry.takes(route.kind))
    known = _hosts(ctx, gateway, able)
    secure = route.listener is None and any(one.protocol == "HTTPS" and one.takes(route.kind) for one in found)
    for index, host in enumerate(route.hosts):
        full = ctx.host(host)
        if known is None or not able or any(one.covers(full) for one in known):
            continue
        if secure or not any(serves(entry, full) for entry in able):
            yield index, known


def _hosts(ctx: Context, gateway: Gateway, able: tuple[Entry, ...]) -> tuple[Host, ...] | None:
    """What some listeners of a gateway serve; None: everything. A listener without a host of its own has the gateway's."""
    known: dict[Host, None] = {}
    for entry in able:
        if entry.host is not None:
            known[entry.host] = None
        elif entry.about is gateway and gateway.hosts:
            known |= {ctx.host(host): None for host in gateway.hosts}
        else:
            return None
    return tuple(known)


@check("gateway-api/no-listener")
def no_listener(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A gateway that a route attaches to has no listener for its kind.

    The route would have a parent without a section that takes it, and serve nothing.
    """
    for item in published(ctx, settings):
        route = item.route
        for gateway in gateways_of(settings, route) if route.listener is None else ():
            if gateway.http == "redirect" and not gateway.hosts and not gateway.listeners:
                continue  # it has no listener at all, which is said of the gateway
            if route.kind == "TLSRoute" and any(passes_through_https(listener) for listener in gateway.listeners):
                continue  # the one meant for it speaks the wrong protocol, which is said of the listener
            if not any(entry.takes(route.kind) for entry in entries(ctx, settings, gateway)):
                yield Problem(
                    item.about,
                    "kind" if item.about is route else (),
                    f"gateway {gateway.name!r} has no listener for {route.kind}s",
                    hint="add one to its `listeners`",
                    others=(Other(gateway, "listeners", "the gateway is here"),),
                )


@check("gateway-api/unknown-listener")
def unknown_listener(ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A route names a listener that a gateway of its does not have.

    The route would not attach ("NoMatchingParent").
    """
    for route in settings.routes:
        for gateway in gateways_of(settings, route) if route.listener is not None else ():
            names = [entry.name for entry in entries(ctx, settings, gateway)]
            if route.listener not in names:
                yield Problem(
                    route,
                    "listener",
                    f"gateway {gateway.name!r} has no listener {route.listener!r}",
                    hint=did_you_mean(str(route.listener), names),
                    others=(Other(gateway, "listeners", "the gateway is here"),),
                )


@check("gateway-api/missing-hosts")
def missing_hosts(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """A route for hosts names none.

    It would take every request that nobody else takes, on every listener.
    """
    for route in settings.routes:
        if not route.hosts and not route.rules and route.kind in (*HTTP_KINDS, "TLSRoute"):
            yield Problem(
                route, "name", f"route {route.name!r} names no hosts", hint="list its `hosts`, or write `rules`"
            )
