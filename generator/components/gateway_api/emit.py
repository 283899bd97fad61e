"""All objects of the Gateway API that the platform needs, and the policies that follow from them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.gateway_api.attach import Listeners
from generator.components.gateway_api.backends import backends
from generator.components.gateway_api.certificates import shelf
from generator.components.gateway_api.classes import classes
from generator.components.gateway_api.gateways import gateways
from generator.components.gateway_api.listeners import entries
from generator.components.gateway_api.policies import policies
from generator.components.gateway_api.published import published
from generator.components.gateway_api.routing import redirects, routes
from generator.components.gateway_api.settings import Settings
from generator.core.artifact import Manifest
from generator.core.context import Context


def emit(ctx: Context, settings: Settings) -> Iterator[Manifest]:
    """Classes, gateways with their certificates, routes with what stands around them."""
    listeners: Listeners = {str(gateway.name): entries(ctx, settings, gateway) for gateway in settings.gateways}
    found = tuple(published(ctx, settings))
    yield from classes(settings)
    yield from gateways(ctx, settings, shelf(ctx, settings), listeners)
    yield from redirects(ctx, settings)
    yield from routes(ctx, settings, listeners, found)
    yield from backends(settings, found)
    yield from policies(ctx, settings)
