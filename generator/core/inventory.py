"""The facts that every component may use: the cluster, its nodes, its domains."""

from typing import Any, Literal

from msgspec import Meta, field

from generator.core.model import DERIVED, Annotated, Derived, Section, Unordered, doc
from generator.core.net import Address, Endpoint, Network
from generator.core.scalar import DottedName, Duration, Host, Name, Port, Version

API_VERSION = "infraflux.dev/v1alpha1"
KIND = "Inventory"

Distribution = Literal["rke2", "k3s", "talos", "kubeadm"]
ASN = Annotated[int, Meta(ge=0, le=4294967295)]
ChartSource = Annotated[str, Meta(pattern=r"^((oci|https?)://|\$\{)\S+$")]
PortNumber = Annotated[int, Meta(ge=1, le=65535)]
ClusterName = Annotated[
    str, Meta(pattern=r"^([a-z0-9][-a-z0-9]*)?[a-z0-9]$", max_length=32, description="1 to 32 characters")
]


ROLE_LABELS = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/etcd")
"""k3s and RKE2 set both to `true` (the second with embedded etcd), kubeadm and Talos the first to nothing."""


class SecretKey(Section, frozen=True):
    """A key of a Secret, by reference: secrets themselves never enter the tree."""

    secret: Annotated[DottedName, doc("Name of the Secret.", "my-secret")]
    key: Annotated[str | None, doc("Key inside the Secret; left out: the name that upstream expects.")] = None


class LoadBalancer(Section, frozen=True):
    """The API server behind a Service of type LoadBalancer."""

    address: Annotated[Address, doc("Address of the Service; lies in a pool.", "10.0.50.5")]
    host: Annotated[Host | None, doc("DNS name published for it, and a SAN of the servers.", "k8s")] = None
    name: Annotated[Name, doc("Name of the Service.")] = Name("kube-api")
    namespace: Annotated[Name, doc("Namespace of the Service.")] = Name("kube-system")
    traffic_policy: Annotated[Derived[Literal["Local", "Cluster"]], doc("`externalTrafficPolicy` of the Service.")] = (
        DERIVED
    )


class Api(Section, frozen=True):
    """Where the API server answers."""

    endpoint: Annotated[
        Endpoint | None, doc("Where nodes register and people connect: a VIP or DNS name.", "10.0.0.10")
    ] = None
    host: Annotated[
        Derived[Endpoint], doc("Host that Cilium dials; must be reachable without Services.", "127.0.0.1")
    ] = DERIVED
    port: Annotated[Derived[PortNumber], doc("Port that Cilium dials.", 6443)] = DERIVED
    load_balancer: Annotated[LoadBalancer | None, doc("Publish the API server through a LoadBalancer Service.")] = None


class PodMasks(Section, frozen=True):
    """Length of the part of the pod networks that each node gets."""

    ipv4: Annotated[Annotated[int, Meta(ge=8, le=32)] | None, doc("For IPv4; left out: 24.", 25)] = None
    ipv6: Annotated[
        Annotated[int, Meta(ge=32, le=128)] | None,
        doc("For IPv6; left out: 64 (cluster-pool: at most 16 longer than `pods`).", 112),
    ] = None

    @property
    def written(self) -> dict[str, int]:
        """Those that are said, by family."""
        return {family: length for family in ("ipv4", "ipv6") if (length := getattr(self, family)) is not None}


class Networks(Section, frozen=True):
    """The prefixes of the cluster, one per IP family."""

    nodes: Annotated[tuple[Network, ...], doc("Networks the nodes stand in.", ["192.168.1.0/24"])] = ()
    pods: Annotated[Derived[tuple[Network, ...]], doc("Pod networks.", ["10.42.0.0/16"])] = DERIVED
    services: Annotated[Derived[tuple[Network, ...]], doc("Service networks.", ["10.43.0.0/16"])] = DERIVED
    pod_masks: Annotated[PodMasks, doc("How much of `pods` a node gets.")] = field(default_factory=PodMasks)


class Cluster(Section, frozen=True):
    """Who the cluster is and what it stands on."""

    name: Annotated[ClusterName, doc("Name of the cluster (in a fleet: the key under `clusters`).", "homelab")]
    distribution: Annotated[Distribution, doc("Kubernetes distribution of the nodes.")]
    id: Annotated[int, Meta(ge=0, le=511), doc("Cluster id; unique among meshed clusters.", 1)] = 0
    kubernetes: Annotated[str | None, doc("Version of Kubernetes as the distribution writes it.", "v1.35.4+rke2r1")] = (
        None
    )
    api: Annotated[Api, doc("The API server.")] = field(default_factory=Api)
    networks: Annotated[Networks, doc("Node, pod and service networks.")] = field(default_factory=Networks)
    dns_domain: Annotated[DottedName, doc("DNS domain of the cluster.")] = DottedName("cluster.local")


class Interface(Section, frozen=True):
    """A network interface of a node."""

    name: Annotated[str, doc("Kernel name.", "eth0")]
    driver: Annotated[str | None, doc("Kernel driver, for what XDP needs.", "ixgbe")] = None


class Node(Section, frozen=True):
    """A machine of the cluster."""

    name: Annotated[DottedName, doc("Node name as Kubernetes knows it.", "cp-1")]
    role: Annotated[Literal["server", "agent"], doc("server: control plane; agent: worker.")]
    addresses: Annotated[tuple[Address, ...], Meta(min_length=1), doc("Node addresses, one per family.")]
    labels: Annotated[dict[str, str], doc("Node labels.")] = {}
    taints: Annotated[
        tuple[str, ...],
        doc("Taints as `key=value:effect`. Of kubeadm and Talos, servers lose the usual one where no agent is listed."),
    ] = ()
    interfaces: Annotated[Unordered[Interface], doc("Network interfaces, for facts about drivers.")] = ()
    cilium: Annotated[dict[str, Any], doc("Agent settings of this node alone → CiliumNodeConfig.")] = {}

    def address(self, version: int) -> Address | None:
        return next((a for a in self.addresses if a.version == version), None)

    @property
    def all_labels(self) -> dict[str, str]:
        """The written labels and those that every kubelet sets."""
        return {"kubernetes.io/os": "linux", "kubernetes.io/hostname": str(self.name), **self.labels}

    def labels_on(self, distribution: Distribution) -> dict[str, str]:
        """With the role labels that the distribution sets itself: what a selector of nodes meets."""
        if self.role == "agent":
            return self.all_labels
        value = "true" if distribution in ("rke2", "k3s") else ""
        roles = dict.fromkeys(ROLE_LABELS, value) if value else {ROLE_LABELS[0]: value}
        return {**roles, **self.all_labels}


class Charts(Section, frozen=True):
    """Defaults of every chart source."""

    mirror: Annotated[
        ChartSource | None,
        doc(
            "OCI address that takes the place of every OCI source that names none.", "oci://registry.example.com/charts"
        ),
    ] = None
    interval: Annotated[Duration, doc("How often sources and releases are reconciled.")] = Duration("1h")


class Shared(Section, frozen=True):
    """The part of the inventory that belongs to no component. The registry adds a field per component."""

    api_version: Annotated[Literal["infraflux.dev/v1alpha1"], doc("Version of the language.")]
    kind: Annotated[Literal["Inventory"], doc("Always Inventory.")]
    cluster: Annotated[Cluster, doc("The cluster itself.")]
    domains: Annotated[tuple[Host, ...], doc("DNS zones of the cluster; the first completes short hosts.")] = ()
    nodes: Annotated[
        tuple[Node, ...],
        doc("The machines; the first server starts the cluster. Without nodes no node files are written."),
    ] = ()
    charts: Annotated[Charts, doc("Defaults of every chart source.")] = field(default_factory=Charts)
    accept: Annotated[
        dict[str, Annotated[str, Meta(min_length=1)]],
        doc(
            "Warnings that may stay: code → why. Errors cannot be accepted.",
            {"gateway-api/sticky-channel": "TCP listeners need it"},
        ),
    ] = {}


__all__ = [
    "API_VERSION",
    "ASN",
    "KIND",
    "Api",
    "Charts",
    "Cluster",
    "Interface",
    "LoadBalancer",
    "Networks",
    "Node",
    "Port",
    "PortNumber",
    "SecretKey",
    "Shared",
    "Version",
]
