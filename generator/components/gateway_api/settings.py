"""The `gateway-api:` section of the inventory."""

from typing import Any, Literal

from msgspec import Meta, field

from generator.components.gateway_api.origin import RoutesFrom
from generator.components.gateway_api.routes import Route
from generator.core.gateways import CILIUM
from generator.core.inventory import PortNumber
from generator.core.model import DERIVED, Annotated, Derived, Section, Unordered, doc
from generator.core.net import Address, Network
from generator.core.scalar import DottedName, Host, Name, Version
from generator.core.selector import Selector


class Parameters(Section, frozen=True):
    """An object that configures the controller of a class."""

    group: Annotated[str, doc("API group.", "gateway.envoyproxy.io")]
    kind: Annotated[str, doc("Kind.", "EnvoyProxy")]
    name: Annotated[Name, doc("Name of the object.", "envoy")]
    namespace: Annotated[Name | None, doc("Namespace of the object.", "network")] = None


class Class(Section, frozen=True):
    """Who implements gateways → GatewayClass."""

    name: Annotated[Name, doc("Name of the class.", "cilium")]
    controller: Annotated[
        str,
        Meta(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$"),
        doc("Controller of the class; any but Cilium's is yours to install.", "gateway.envoyproxy.io/gatewayclass-controller"),
    ] = CILIUM  # fmt: skip
    parameters: Annotated[Parameters | None, doc("Object with the controller's own settings.")] = None
    config: Annotated[
        dict[str, Any],
        doc("Spec of a CiliumGatewayClassConfig for this class, checked against its schema.",
            {"service": {"externalTrafficPolicy": "Local"}}),
    ] = {}  # fmt: skip
    proxy_namespace: Annotated[
        Name | None, doc("Where a foreign controller runs its proxies; left out: beside the Gateway.")
    ] = None

    @property
    def is_cilium(self) -> bool:
        return self.controller == CILIUM


class Listener(Section, frozen=True):
    """A port that a gateway listens on, beside those of its hosts."""

    name: Annotated[DottedName, doc("Name of the listener.", "ssh")]
    port: Annotated[PortNumber, doc("Port.", 22)]
    protocol: Annotated[str, doc("HTTP, HTTPS, TLS, TCP, UDP, or a controller's own.", "TCP")]
    host: Annotated[Host | None, doc("Host that it serves; left out: all.")] = None
    certificates: Annotated[tuple[Name, ...], doc("Certificates; left out for HTTPS: the gateway's.")] = ()
    mode: Annotated[
        Literal["Terminate", "Passthrough"] | None,
        doc("Whether TLS ends here; left out: Terminate for HTTPS, Passthrough for TLS."),
    ] = None
    routes_from: Annotated[RoutesFrom | None, doc("Namespaces whose routes attach; left out: the gateway's.")] = None
    kinds: Annotated[
        tuple[str, ...], doc("Kinds of routes; left out: those that fit the protocol.", ["GRPCRoute"])
    ] = ()


class DNS(Section, frozen=True):
    """How the gateway is found."""

    name: Annotated[Host, doc("Name of the gateway itself: the records of all routes are CNAMEs to it.", "internal")]
    target: Annotated[
        Host | None,
        doc("Where that name points instead of the address: a tunnel or a CDN.", "example.cfargotunnel.com"),
    ] = None
    labels: Annotated[dict[str, str], doc("Labels of the DNSEndpoint that says `target`.")] = {}
    annotations: Annotated[
        dict[str, str],
        doc("Annotations of that DNSEndpoint: what an instance's `only` asks for.", {"dns/public": "true"}),
    ] = {}


class Infrastructure(Section, frozen=True):
    """What the controller puts on the objects that it makes for a gateway."""

    labels: Annotated[dict[str, str], doc("Labels: how pools and BGP select its Service.")] = {}
    annotations: Annotated[dict[str, str], doc("Annotations.")] = {}


class Gateway(Section, frozen=True):
    """An entrance → Gateway."""

    name: Annotated[Name, doc("Name of the gateway.", "internal")]
    class_: Annotated[Derived[Name], doc("Name of its class.", "cilium")] = field(default=DERIVED, name="class")
    namespace: Annotated[Derived[Name], doc("Namespace; left out: `gateway-api.namespace`.")] = DERIVED
    addresses: Annotated[
        tuple[Address, ...], doc("Fixed addresses, one per family; left out: a pool gives them.", ["10.0.50.10"])
    ] = ()
    hosts: Annotated[Derived[tuple[Host, ...]], doc("Hosts served over HTTPS.", ["example.com", "*.example.com"])] = (
        DERIVED
    )
    certificates: Annotated[
        Derived[tuple[Name, ...]], doc("Names of certificates (without cert-manager: of Secrets).", ["example-com"])
    ] = DERIVED
    issuer: Annotated[Name | None, doc("Who signs the derived certificates; left out: the only issuer.")] = None
    http: Annotated[
        Literal["redirect", "serve", "none"], doc("Port 80: redirect to HTTPS, serve routes there too, or nothing.")
    ] = "redirect"
    http_host: Annotated[Host | None, doc("Host of the listener on port 80; left out: all.", "*.example.com")] = None
    routes_from: Annotated[RoutesFrom, doc("Namespaces whose routes attach.", "all", "team=web")] = RoutesFrom("all")
    listeners: Annotated[Unordered[Listener], doc("Further listeners.")] = ()
    dns: Annotated[DNS | None, doc("A DNS name of its own.")] = None
    infrastructure: Annotated[Infrastructure, doc("Labels and annotations of its Service.")] = field(
        default_factory=Infrastructure
    )
    labels: Annotated[dict[str, str], doc("Labels of the Gateway.")] = {}
    annotations: Annotated[dict[str, str], doc("Annotations of the Gateway.")] = {}


def _cilium() -> tuple[Class, ...]:
    return (Class(name=Name("cilium")),)


class Settings(Section, frozen=True):
    """The Gateway API: its CRDs, classes, gateways and the routes that the platform publishes."""

    version: Annotated[Derived[Version], doc("Bundle of CRDs; left out: what the Cilium minor needs.", "1.6.1")] = (
        DERIVED
    )
    channel: Annotated[
        Literal["standard", "experimental"],
        doc("Channel of the bundle. Going back to standard is refused by the bundle."),
    ] = "standard"
    crds: Annotated[Derived[Literal["install", "existing"]], doc("Who owns the CRDs: this tree, or somebody else.")] = (
        DERIVED
    )
    namespace: Annotated[Name, doc("Where gateways live unless they say otherwise.")] = Name("gateway")
    classes: Annotated[Unordered[Class], Meta(min_length=1), doc("Who implements gateways.")] = field(
        default_factory=_cilium
    )
    alpn: Annotated[bool, doc("Offer HTTP/2 to clients.")] = True
    app_protocol: Annotated[Derived[bool], doc("Follow `appProtocol` of Services: h2c, WebSocket.")] = DERIVED
    trusted_hops: Annotated[int, Meta(ge=0), doc("Proxies in front whose `X-Forwarded-For` is believed.")] = 0
    host_network: Annotated[
        Selector | None, doc('Listen on these nodes instead of behind a LoadBalancer Service; "" means all nodes.')
    ] = None
    clients: Annotated[
        tuple[Network, ...], doc("Who may reach the gateways; left out: everybody.", ["10.0.0.0/8"])
    ] = ()
    gateways: Annotated[Unordered[Gateway], doc("The entrances.")] = ()
    routes: Annotated[Unordered[Route], doc("What the platform publishes.")] = ()

    def class_of(self, gateway: Gateway) -> Class | None:
        return next((one for one in self.classes if one.name == gateway.class_), None)

    def gateway(self, name: str) -> Gateway | None:
        return next((one for one in self.gateways if one.name == name), None)

    @property
    def uses_cilium(self) -> bool:
        """Whether any class is Cilium's."""
        return any(one.is_cilium for one in self.classes)
