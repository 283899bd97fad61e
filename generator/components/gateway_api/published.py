"""The routes to emit: those of the section, and those that other components ask for."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.components.gateway_api.routes import Backend, Route
from generator.components.gateway_api.settings import Settings
from generator.core.context import Context
from generator.core.offer import RouteRequest
from generator.core.scalar import Host, Name
from generator.core.selector import Selector

ROUTES = "gateway-api/routes"


class Published(Struct, frozen=True):
    """A route, the unit it stands in, and what it follows from."""

    route: Route
    unit: str
    about: object


def published(ctx: Context, settings: Settings) -> Iterator[Published]:
    """Every route of this cluster."""
    for route in settings.routes:
        yield Published(route, ROUTES, route)
    for request in ctx.offers(RouteRequest):
        yield Published(requested(settings, request), request.unit, request.about[0] if request.about else settings)


def requested(settings: Settings, request: RouteRequest) -> Route:
    """A request in the words of the section. One that names no gateway means the only one."""
    names = request.gateways or tuple(gateway.name for gateway in settings.gateways[:1])
    pods = ",".join(f"{key}={value}" for key, value in sorted(request.pods.items()))
    return Route(
        name=Name(request.name),
        hosts=(Host(request.host),),
        gateways=tuple(Name(name) for name in names),
        namespace=Name(request.namespace),
        backend=Backend(
            port=request.port,
            service=Name(request.service),
            pods=Selector(pods) if pods else None,
            target_port=request.target_port or request.port,
        ),
        paths=(request.path,),
        annotations=request.annotations,
    )
