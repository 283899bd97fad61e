"""A route of the `gateway-api:` section: hosts in front, a backend behind."""

from typing import Any, Literal

from msgspec import Meta

from generator.core.inventory import PortNumber
from generator.core.model import DERIVED, Annotated, Derived, Section, Unordered, doc
from generator.core.net import Address
from generator.core.scalar import DottedName, Duration, Host, Name
from generator.core.selector import Selector

Kind = Literal["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"]
Method = Annotated[str, Meta(pattern="^[A-Z]+$", description="an HTTP method in capitals")]
PathPrefix = Annotated[str, Meta(pattern=r"^(/|\$\{)", description="a path that begins with a slash")]
HTTP_KINDS = ("HTTPRoute", "GRPCRoute")


class TLS(Section, frozen=True):
    """Whom the gateway believes when it speaks TLS to a backend."""

    host: Annotated[Host, doc("Name that the backend's certificate must bear.", "nas.example.com")]
    ca_config_map: Annotated[Name | None, doc("ConfigMap with the authority's `ca.crt`.")] = None
    system_cas: Annotated[bool, doc("Believe the authorities that the proxy ships with.")] = False


class Backend(Section, frozen=True):
    """What answers: a Service, or addresses outside the cluster."""

    port: Annotated[PortNumber, doc("Port of the Service, or of the addresses.", 80)]
    service: Annotated[Name | None, doc("Name of the Service.", "authentik-server")] = None
    namespace: Annotated[Name | None, doc("Namespace of the Service; left out: the route's.", "authentik")] = None
    addresses: Annotated[
        tuple[Address, ...], doc("Hosts outside the cluster, instead of a Service.", ["10.0.0.20"])
    ] = ()
    protocol: Annotated[
        Literal["http", "https", "h2c", "grpc", "tcp", "udp", "tls"], doc("What the backend speaks.")
    ] = "http"
    tls: Annotated[TLS | None, doc("With `https`: how its certificate is checked.")] = None
    pods: Annotated[Selector | None, doc("Pods behind the Service, for policies; left out: all of the namespace.")] = (
        None
    )
    target_port: Annotated[
        Derived[PortNumber],
        doc(
            "Port of those pods, which policies see instead of the Service's; left out: `port` in `allow`, and any port of theirs under the default deny.",
            8000,
        ),
    ] = DERIVED


class Request(Section, frozen=True):
    """A kind of HTTP request."""

    method: Annotated[Method | None, doc("Method; left out: any.", "GET")] = None
    path: Annotated[str | None, doc("Regular expression for the whole path; left out: any.", "/api/.*")] = None


class Allow(Section, frozen=True):
    """What may pass from the gateway to the backend; all else is refused with 403."""

    http: Annotated[tuple[Request, ...], Meta(min_length=1), doc("Requests that may pass.")]


class Route(Section, frozen=True):
    """A published service → HTTPRoute, GRPCRoute, TLSRoute, TCPRoute or UDPRoute."""

    name: Annotated[Name, doc("Name of the route.", "auth")]
    hosts: Annotated[tuple[Host, ...], doc("Hosts; needed for HTTP unless `rules` are given.", ["auth"])] = ()
    gateways: Annotated[Derived[Unordered[Name]], doc("Gateways that it attaches to.", ["internal"])] = DERIVED
    listener: Annotated[
        DottedName | None, doc("Listener of these gateways; left out: every one whose host covers the route's.")
    ] = None
    kind: Annotated[Kind, doc("Kind of route.")] = "HTTPRoute"
    namespace: Annotated[Derived[Name], doc("Namespace of the route.")] = DERIVED
    backend: Annotated[Backend | None, doc("What answers.")] = None
    paths: Annotated[tuple[PathPrefix, ...], doc("Path prefixes.", ["/api"])] = ("/",)
    timeout: Annotated[Duration | None, doc("How long a request may take.", "300s")] = None
    rules: Annotated[
        tuple[dict[str, Any], ...], doc("Whole rules of the Gateway API instead of `backend` and `paths`.")
    ] = ()
    dns: Annotated[Literal["publish", "none"], doc("Whether external-dns makes records for its hosts.")] = "publish"
    proxied: Annotated[bool | None, doc("Cloudflare's proxy in front; left out: as the instance says.")] = None
    allow: Annotated[Allow | None, doc("Requests that may pass; left out: all.")] = None
    labels: Annotated[dict[str, str], doc("Labels of the route.")] = {}
    annotations: Annotated[dict[str, str], doc("Annotations of the route.")] = {}
