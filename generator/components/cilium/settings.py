"""The `cilium:` section of the inventory."""

from typing import Any, Literal

from msgspec import Meta, field

from generator.components.cilium.sections.encryption import Encryption, Kind
from generator.components.cilium.sections.mesh import ClusterMesh, Egress, Mesh
from generator.components.cilium.sections.routing import Ipam, Routing
from generator.components.cilium.sections.services import (
    BandwidthManager,
    LoadBalancer,
    Operator,
    RateLimit,
    SocketLB,
)
from generator.core.model import DERIVED, Annotated, Derived, Section, Unordered, doc
from generator.core.release import NamedChart
from generator.core.scalar import Version

Family = Literal["ipv4", "ipv6"]
Masquerade = Literal["bpf", "iptables", "none"]
Mtu = Annotated[int, Meta(ge=576, le=65535)]
MinorVersion = Annotated[str, Meta(pattern=r"^1\.\d+$")]
RELEASE, NAMESPACE = "cilium", "kube-system"


class Settings(Section, frozen=True):
    """The Cilium release."""

    version: Annotated[Version, doc("Version of the chart.", "1.20.0")]
    owner: Annotated[
        Literal["flux", "rke2"],
        doc("Who installs it: Flux, or RKE2 with its bundled chart (values go into `infra/rke2/manifests`)."),
    ] = "flux"
    routing: Annotated[Routing, doc("How pods of one node reach those of another.")] = field(default_factory=Routing)
    ipam: Annotated[Ipam, doc("Who gives pods their addresses.")] = field(default_factory=Ipam)
    kube_proxy_replacement: Annotated[bool, doc("Cilium balances Services; no kube-proxy may run then.")] = True
    devices: Annotated[
        tuple[str, ...],
        doc(
            "Devices that face the network, with `+` as wildcard at the end; left out: found by the agent.",
            ["bond0", "eth+"],
        ),
    ] = ()
    mtu: Annotated[
        Mtu | None,
        doc(
            "MTU of the network below: pods get what encryption and tunnels leave of it. Left out: found by the agent.",
            1500,
        ),
    ] = None
    datapath: Annotated[
        Literal["veth", "netkit", "netkit-l2", "auto"],
        doc("Device of pods. A running node cannot change it: new nodes are needed."),
    ] = "veth"
    masquerade: Annotated[
        Derived[Masquerade], doc("Who hides pods behind their node's address; none: routers do NAT.")
    ] = DERIVED
    load_balancer: Annotated[LoadBalancer, doc("Traffic from outside to Services.")] = field(
        default_factory=LoadBalancer
    )
    encryption: Annotated[
        Kind | Encryption | None, doc("Encrypt traffic between pods of different nodes.", "wireguard")
    ] = None
    bandwidth_manager: Annotated[BandwidthManager | None, doc("Fair queueing and rate limits of pods by BPF.")] = None
    big_tcp: Annotated[tuple[Family, ...], doc("Packets over 64 KiB inside the host; kernel 5.19, 6.3 for IPv4.")] = ()
    socket_lb: Annotated[SocketLB, doc("Balancing at the socket.")] = field(default_factory=SocketLB)
    cni_exclusive: Annotated[bool, doc("Remove other CNI configurations; false for Multus and Istio.")] = True
    envoy: Annotated[Literal["daemonset", "embedded"], doc("Envoy as pods of its own, or inside the agent.")] = (
        "daemonset"
    )
    mesh: Annotated[Mesh, doc("The sidecar-less service mesh.")] = field(default_factory=Mesh)
    endpoint_routes: Annotated[bool, doc("A route for each pod instead of one for the node's pod network.")] = False
    preallocate_maps: Annotated[bool, doc("Take memory of BPF maps at once: faster, and more of it.")] = False
    local_redirect_policies: Annotated[bool, doc("Serve CiliumLocalRedirectPolicy (node-local DNS).")] = False
    host_firewall: Annotated[bool, doc("Policies that select nodes are enforced.")] = False
    egress_gateway: Annotated[Unordered[Egress], doc("Pods that leave the cluster through one node.")] = ()
    operator: Annotated[Operator, doc("Cilium's operator.")] = field(default_factory=Operator)
    api_rate_limit: Annotated[
        Derived[RateLimit | None], doc("How fast agents may talk to the API server; left out: upstream's 10 and 20.")
    ] = DERIVED
    cluster_mesh: Annotated[ClusterMesh | None, doc("One network with other clusters of the fleet.")] = None
    upgrade_compatibility: Annotated[
        MinorVersion | None,
        doc("Minor that the cluster was first installed with: keeps its defaults during an upgrade.", "1.19"),
    ] = None
    chart: Annotated[NamedChart, doc("Where the chart comes from and how its release is handled.")] = field(
        default_factory=NamedChart
    )
    values: Annotated[dict[str, Any], doc("Further chart values; a key that the chart never reads is an error.")] = {}

    @property
    def namespace(self) -> str:
        """Where Cilium runs."""
        return str(self.chart.namespace or NAMESPACE)

    @property
    def encrypted(self) -> Encryption | None:
        """The long form of `encryption`."""
        return Encryption(type=self.encryption) if isinstance(self.encryption, str) else self.encryption

    @property
    def dsr(self) -> bool:
        """Whether backends may answer clients themselves."""
        return self.load_balancer.mode != "snat" or self.load_balancer.per_service

    @property
    def tunnels(self) -> bool:
        """Whether packets between pods are ever wrapped."""
        return self.routing.mode != "native"

    def at_least(self, minor: int) -> bool:
        """Whether this is Cilium 1.`minor` or newer."""
        return self.version.numbers >= (1, minor, 0)
