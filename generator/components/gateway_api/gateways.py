"""Gateways and the certificates that were derived for them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cert_manager import COMPONENT as CERT_MANAGER
from generator.components.cert_manager import certificate_manifest
from generator.components.gateway_api.attach import Listeners
from generator.components.gateway_api.bundle import GROUP
from generator.components.gateway_api.certificates import Shelf, names_in
from generator.components.gateway_api.classes import GATEWAYS
from generator.components.gateway_api.dns import of_gateway, of_service
from generator.components.gateway_api.grants import grant
from generator.components.gateway_api.listeners import Entry
from generator.components.gateway_api.settings import Gateway, Listener, Settings
from generator.core import exposure
from generator.core.artifact import Json, Manifest, manifest, pruned, sorted_keys
from generator.core.context import Context
from generator.core.gateways import OF_GATEWAY, OWNER, service_name
from generator.core.offer import GatewayLabel
from generator.core.scalar import Name

LBIPAM = "lbipam.cilium.io/ips"


def gateways(ctx: Context, settings: Settings, shelf: Shelf, listeners: Listeners) -> Iterator[Manifest]:
    """Each Gateway; then the certificates that nobody listed."""
    for gateway in settings.gateways:
        yield manifest(
            GATEWAYS,
            "gateways",
            f"{GROUP}/v1",
            "Gateway",
            gateway.name,
            namespace=gateway.namespace,
            labels=_labels(ctx, gateway),
            annotations=sorted_keys({**of_gateway(ctx, gateway), **gateway.annotations}),
            spec=_spec(ctx, settings, gateway, shelf, listeners[gateway.name]),
            about=(gateway,),
        )
        yield from _grants(settings, gateway, shelf)
    manager = ctx.get(CERT_MANAGER)
    if manager is not None:
        for certificate in shelf.used(settings.gateways):
            about = tuple(g for g in settings.gateways if g.namespace == certificate.namespace)
            yield certificate_manifest(ctx, manager, certificate, about)


def _grants(settings: Settings, gateway: Gateway, shelf: Shelf) -> Iterator[Manifest]:
    """A Secret of another namespace must be granted there."""
    for name in dict.fromkeys(names_in(gateway)):
        one = shelf.find(gateway, name)
        if one is not None and one.namespace != gateway.namespace:
            source, target = ("Gateway", gateway.namespace), ("Secret", str(one.secret))
            yield grant(settings, GATEWAYS, f"{gateway.name}-{name}", one.namespace, source, target, (gateway,))


def _labels(ctx: Context, gateway: Gateway) -> Json:
    labels: Json = {}
    for offer in ctx.offers(GatewayLabel):
        if offer.gateway == gateway.name:
            labels |= offer.labels
    found: Json = sorted_keys({**labels, **gateway.labels})
    return found


def _spec(ctx: Context, settings: Settings, gateway: Gateway, shelf: Shelf, entries: tuple[Entry, ...]) -> Json:
    one = settings.class_of(gateway)
    native = one is None or one.is_cilium
    addresses = [{"type": "IPAddress", "value": address} for address in gateway.addresses] if native else []
    return pruned(
        {
            "gatewayClassName": gateway.class_,
            "addresses": addresses or None,
            "infrastructure": _infrastructure(ctx, gateway, native=native) or None,
            "listeners": [_listener(ctx, gateway, shelf, entry) for entry in entries],
        }
    )


def _infrastructure(ctx: Context, gateway: Gateway, *, native: bool) -> Json:
    """Of a foreign controller only the Service can ask Cilium for addresses."""
    annotations: Json = {} if native or not gateway.addresses else {LBIPAM: ",".join(gateway.addresses)}
    annotations |= {**of_service(ctx, gateway), **gateway.infrastructure.annotations}
    labels = {**_needed(ctx, gateway, native=native), **gateway.infrastructure.labels}
    return pruned({"labels": sorted_keys(labels) or None, "annotations": sorted_keys(annotations) or None})


def labels_of_service(ctx: Context, gateway: Gateway, *, native: bool) -> dict[str, str]:
    """What selectors of pools and announcements see of the Service of a gateway."""
    known = {exposure.NAME: service_name(str(gateway.name)), exposure.NAMESPACE: str(gateway.namespace)}
    return {**_needed(ctx, gateway, native=native), **_known(gateway, native=native), **known}


def _needed(ctx: Context, gateway: Gateway, *, native: bool) -> dict[str, str]:
    known = _known(gateway, native=native)
    return exposure.labels(ctx, service_name(str(gateway.name)), str(gateway.namespace), gateway.addresses, known)


def _known(gateway: Gateway, *, native: bool) -> dict[str, str]:
    name = str(gateway.name)
    return {**gateway.infrastructure.labels, OF_GATEWAY: name, **({OWNER: name} if native else {})}


def _listener(ctx: Context, gateway: Gateway, shelf: Shelf, entry: Entry) -> Json:
    allowed: Json = {"namespaces": entry.routes_from.namespaces()}
    if entry.kinds:
        allowed["kinds"] = [{"kind": kind} for kind in entry.kinds]
    return pruned(
        {
            "name": entry.name,
            "port": entry.port,
            "protocol": entry.protocol,
            "hostname": entry.host,
            "tls": _tls(ctx, gateway, shelf, entry) or None,
            "allowedRoutes": allowed,
        }
    )


def _tls(ctx: Context, gateway: Gateway, shelf: Shelf, entry: Entry) -> Json:
    refs = [_reference(gateway, shelf, name) for name in _fitting(ctx, gateway, shelf, entry)]
    return pruned({"mode": entry.mode, "certificateRefs": refs or None})


def _fitting(ctx: Context, gateway: Gateway, shelf: Shelf, entry: Entry) -> tuple[Name, ...]:
    """The certificates that cover the listener's host; all of them when none is known to, or when it names its own."""
    if entry.host is None or (isinstance(entry.about, Listener) and entry.about.certificates):
        return entry.certificates
    fitting = []
    for name in entry.certificates:
        one = shelf.find(gateway, name)
        if one is not None and any(ctx.host(host).covers(entry.host) for host in one.hosts):
            fitting.append(name)
    return tuple(fitting) or entry.certificates


def _reference(gateway: Gateway, shelf: Shelf, name: Name) -> Json:
    one = shelf.find(gateway, name)
    elsewhere = one.namespace if one is not None and one.namespace != gateway.namespace else None
    return pruned({"kind": "Secret", "name": one.secret if one else name, "namespace": elsewhere})
