"""What gateways give to other components."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cert_manager import COMPONENT as CERT_MANAGER
from generator.components.gateway_api import bundle
from generator.components.gateway_api.classes import GATEWAYS
from generator.components.gateway_api.flows import flows
from generator.components.gateway_api.policies import POLICIES
from generator.components.gateway_api.probes import probes
from generator.components.gateway_api.published import ROUTES
from generator.components.gateway_api.settings import Settings
from generator.core.artifact import Json
from generator.core.context import Context
from generator.core.offer import ChartItem, ChartValue, Given, Offer, SecretRef, Unit, Upstream

CRDS = "gateway-api/crds"
WITHHELD = "the operator looks for the Gateway API at its start, and Flux installs those CRDs only later"
LOW_PORTS = ("NET_ADMIN", "SYS_ADMIN", "NET_BIND_SERVICE")
"""The chart's own capabilities of Envoy and the one for ports below 1024 (host-network-mode.rst)."""


def offer(ctx: Context, settings: Settings) -> Iterator[Offer]:
    """CRDs, units, values of the Cilium chart, and what traffic needs."""
    yield Upstream(project="gateway-api", version=f"{settings.version.bare}/{settings.channel}", about=(settings,))
    yield from _crds(settings)
    yield Unit(path=GATEWAYS, about=(settings,))
    yield Unit(path=ROUTES, about=(settings,))
    if (settings.clients and settings.uses_cilium) or any(route.allow for route in settings.routes):
        yield Unit(path=POLICIES, about=(settings,))
    yield from _values(settings)
    yield from _secrets(ctx, settings)
    yield from flows(ctx, settings)
    yield from probes(settings)


def _crds(settings: Settings) -> Iterator[Offer]:
    kinds = bundle.kinds(settings.version, settings.channel)
    if settings.crds == "existing":
        yield Given(kinds=kinds, why="`gateway-api.crds: existing`", about=(settings,))
        return
    source: Json = {
        "url": bundle.REPOSITORY,
        "ref": {"tag": settings.version.tagged},
        "path": f"./config/crd/{settings.channel}",
        "ignore": "/*\n!/config/crd\n",
    }
    yield Unit(path=CRDS, source=source, brings=kinds, wait=True, prune=False, about=(settings,))


def _values(settings: Settings) -> Iterator[ChartValue | ChartItem]:
    if not settings.uses_cilium:
        return
    yield ChartValue(release="cilium", path="gatewayAPI.enabled", value=True, withheld=WITHHELD, about=(settings,))
    values: Json = {
        "gatewayAPI.gatewayClass.create": "false",  # a string: the chart compares with "true" and "auto"
        "gatewayAPI.enableAlpn": settings.alpn,
        "gatewayAPI.enableAppProtocol": settings.app_protocol,
        "gatewayAPI.xffNumTrustedHops": settings.trusted_hops,
    }
    if settings.host_network is not None:
        values["gatewayAPI.hostNetwork.enabled"] = True
        labels = settings.host_network.spec().get("matchLabels")
        if labels:
            values["gatewayAPI.hostNetwork.nodes.matchLabels"] = labels
        if any(port < 1024 for port in ports(settings)):
            values["envoy.securityContext.capabilities.keepCapNetBindService"] = True
            for capability in LOW_PORTS:
                path = "envoy.securityContext.capabilities.envoy"
                yield ChartItem(release="cilium", path=path, item=capability, about=(settings,))
    for path, value in values.items():
        yield ChartValue(release="cilium", path=path, value=value, about=(settings,))


def ports(settings: Settings) -> tuple[int, ...]:
    """Every port that a gateway listens on, sorted."""
    found: set[int] = set()
    for gateway in settings.gateways:
        found |= {listener.port for listener in gateway.listeners}
        found |= {443} if gateway.hosts else set()
        found |= {80} if gateway.http != "none" else set()
    return tuple(sorted(found))


def _secrets(ctx: Context, settings: Settings) -> Iterator[SecretRef]:
    """Without cert-manager the names in `certificates` are Secrets that somebody must bring."""
    if ctx.get(CERT_MANAGER) is not None:
        return
    for gateway in settings.gateways:
        listeners = [name for listener in gateway.listeners for name in listener.certificates]
        for name in dict.fromkeys((*gateway.certificates, *listeners)):
            yield SecretRef(
                name=name,
                namespace=gateway.namespace,
                keys=("tls.crt", "tls.key"),
                unit=GATEWAYS,
                why=f"certificate of gateway {gateway.name}",
                about=(gateway,),
            )
