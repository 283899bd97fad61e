"""GatewayClasses: ours, so that nobody depends on what a chart finds while it renders."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.gateway_api.bundle import GROUP
from generator.components.gateway_api.settings import Class, Settings
from generator.core.artifact import Json, Manifest, manifest, pruned, sorted_keys

GATEWAYS = "gateway-api/gateways"
CONFIG = ("cilium.io", "CiliumGatewayClassConfig")


def classes(settings: Settings) -> Iterator[Manifest]:
    """One GatewayClass each; Cilium's own settings for those that have any."""
    for one in settings.classes:
        yield manifest(
            GATEWAYS, "classes", f"{GROUP}/v1", "GatewayClass", one.name, spec=_spec(settings, one), about=(one,)
        )
        if one.config:
            yield manifest(
                GATEWAYS,
                "class-configs",
                f"{CONFIG[0]}/v2alpha1",
                CONFIG[1],
                one.name,
                namespace=settings.namespace,
                spec=sorted_keys(one.config),
                about=(one,),
            )


def _spec(settings: Settings, one: Class) -> Json:
    reference: Json | None = None
    if one.config:
        reference = {"group": CONFIG[0], "kind": CONFIG[1], "name": one.name, "namespace": settings.namespace}
    elif one.parameters is not None:
        given = one.parameters
        reference = pruned({"group": given.group, "kind": given.kind, "name": given.name, "namespace": given.namespace})
    return pruned({"controllerName": one.controller, "parametersRef": reference})
