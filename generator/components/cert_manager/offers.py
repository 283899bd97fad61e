"""What cert-manager gives to other components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cert_manager.alerts import ALERTS
from generator.components.cert_manager.emit import SOURCE
from generator.components.cert_manager.flows import flows
from generator.components.cert_manager.secrets import secrets
from generator.components.cert_manager.settings import Settings
from generator.components.cert_manager.units import CERT_MANAGER, CERTIFICATES, ISSUERS, KINDS
from generator.components.flux import health_of_release
from generator.core.context import Context
from generator.core.offer import ChartValue, Metric, Namespace, Offer, Unit, Upstream
from generator.core.release import origin

CONFIGURATION = "controller.config.cert-manager.io/v1alpha1"


def offer(ctx: Context, settings: Settings) -> Iterator[Offer]:
    """Everything at once; each part is small."""
    yield Upstream(project="cert-manager", version=settings.version.bare, about=(settings,))
    yield origin(ctx, settings.chart, "cert-manager", SOURCE)
    yield from _units(ctx, settings)
    yield Namespace(name=settings.namespace, unit=CERT_MANAGER, about=(settings,))
    yield from _values(ctx, settings)
    yield from secrets(settings)
    yield from flows(settings)
    yield Metric(
        name="cert-manager",
        namespace=settings.namespace,
        labels={"app.kubernetes.io/instance": settings.release, "app.kubernetes.io/component": "controller"},
        port="http-metrics",
        target="9402",
        pods=True,
        about=(settings,),
    )
    yield from ALERTS


def _units(ctx: Context, settings: Settings) -> Iterator[Unit]:
    # The controller looks for the Gateway API once, at its start (cert-manager/website, usage/gateway.md).
    after = ("gateway-api/crds",) if uses_gateways(ctx, settings) else ()
    yield Unit(
        path=CERT_MANAGER,
        after=after,
        brings=KINDS,
        health=(health_of_release(ctx, settings.release),),
        timeout="15m",
        about=(settings,),
    )
    if settings.issuers:
        yield Unit(path=ISSUERS, about=(settings,))
    if settings.certificates:
        yield Unit(path=CERTIFICATES, about=(settings,))


def uses_gateways(ctx: Context, settings: Settings) -> bool:
    """Whether cert-manager itself has to read or write objects of the Gateway API."""
    solvers = [solver for issuer in settings.issuers if issuer.acme for solver in issuer.acme.solvers]
    section: Any = ctx.section("gateway_api")  # it requires this component, not the other way round
    annotated = (
        [g for g in section.gateways if any(a.startswith("cert-manager.io/") for a in g.annotations)] if section else []
    )
    return bool(annotated) or any(solver.gateways for solver in solvers)


def _values(ctx: Context, settings: Settings) -> Iterator[ChartValue]:
    yield ChartValue(release=settings.release, path="crds.enabled", value=True, about=(settings,))
    if uses_gateways(ctx, settings):
        # `enableGatewayAPI` is deprecated from 1.21 on, and all there is before (release notes 1.21).
        switch: dict[str, Any] = (
            {"gatewayAPI": {"enabled": True}} if settings.version.numbers >= (1, 21, 0) else {"enableGatewayAPI": True}
        )
        for path, value in {"apiVersion": CONFIGURATION, "kind": "ControllerConfiguration", **switch}.items():
            yield ChartValue(release=settings.release, path=f"config.{path}", value=value, about=(settings,))
    if settings.nameservers:
        servers = ",".join(settings.nameservers)
        yield ChartValue(release=settings.release, path="dns01RecursiveNameservers", value=servers, about=(settings,))
        yield ChartValue(release=settings.release, path="dns01RecursiveNameserversOnly", value=True, about=(settings,))
