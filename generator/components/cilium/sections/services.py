"""How Services are balanced."""

from typing import Literal

from msgspec import Meta

from generator.core.model import DERIVED, Annotated, Derived, Section, doc

Dispatch = Literal["opt", "ipip", "geneve"]


class LoadBalancer(Section, frozen=True):
    """Traffic from outside to Services."""

    mode: Annotated[
        Literal["dsr", "snat", "hybrid"],
        doc("snat: answers return through the first node; dsr: backends answer the client; hybrid: dsr for TCP."),
    ] = "snat"
    algorithm: Annotated[
        Derived[Literal["maglev", "random"]], doc("maglev: each node chooses the same backend for a connection.")
    ] = DERIVED
    acceleration: Annotated[
        Literal["disabled", "best-effort", "native"],
        doc("XDP; native needs a driver for it on every device, best-effort takes what there is."),
    ] = "disabled"
    dsr_dispatch: Annotated[Derived[Dispatch], doc("How dsr tells the backend which Service was meant.")] = DERIVED
    topology_aware: Annotated[bool, doc("Follow topology hints of Services: prefer backends of the zone.")] = False
    per_service: Annotated[
        bool, doc("Let Services choose their mode by the annotation `service.cilium.io/forwarding-mode`.")
    ] = False


class SocketLB(Section, frozen=True):
    """Balancing at the socket, before a packet exists."""

    host_namespace_only: Annotated[
        bool, doc("Only for the host; pods are balanced at their device (KubeVirt, Istio, gVisor, Kata).")
    ] = False


class BandwidthManager(Section, frozen=True):
    """Pacing by earliest departure time."""

    bbr: Annotated[bool, doc("BBR congestion control for pods; kernel 5.18.")] = True


class RateLimit(Section, frozen=True):
    """How fast an agent may talk to the API server."""

    qps: Annotated[int, Meta(ge=1), doc("Requests per second.", 30)]
    burst: Annotated[int, Meta(ge=1), doc("Requests at once.", 60)]


class Operator(Section, frozen=True):
    """Cilium's operator."""

    replicas: Annotated[Derived[Annotated[int, Meta(ge=1)]], doc("Replicas; two never share a node.")] = DERIVED
