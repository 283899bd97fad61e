"""Service mesh, other clusters, and the way out of the cluster."""

from typing import Literal

from msgspec import Meta

from generator.core.inventory import PortNumber
from generator.core.model import Annotated, Section, doc
from generator.core.net import Address, Endpoint, Network
from generator.core.scalar import DottedName, Name
from generator.core.selector import Selector


class IngressController(Section, frozen=True):
    """Cilium serves Ingress objects of class `cilium`."""

    default: Annotated[bool, doc("Also Ingresses without a class.")] = False
    load_balancer_mode: Annotated[
        Literal["dedicated", "shared"], doc("A Service for each Ingress, or one for all of them.")
    ] = "dedicated"


class MutualAuth(Section, frozen=True):
    """Identities proved by SPIRE before pods may talk (deprecated in 1.20, gone in 1.21)."""

    trust_domain: Annotated[DottedName, doc("Trust domain of the SPIFFE ids.")] = DottedName("spiffe.cilium")


class Mesh(Section, frozen=True):
    """The sidecar-less service mesh."""

    ingress_controller: Annotated[IngressController | None, doc("Serve Ingress objects.")] = None
    mutual_auth: Annotated[MutualAuth | None, doc("Mutual authentication with SPIRE.")] = None


class ClusterMesh(Section, frozen=True):
    """One network with the other clusters of the fleet that have this section."""

    expose: Annotated[
        Literal["LoadBalancer", "NodePort"], doc("How the others reach this cluster's API server of the mesh.")
    ] = "LoadBalancer"
    node_port: Annotated[PortNumber, doc("Port on every node (NodePort).")] = 32379
    replicas: Annotated[int, Meta(ge=1), doc("Replicas of the API server of the mesh.")] = 1
    address: Annotated[
        Endpoint | None,
        doc("Where the others reach it: the Service's address (lies in a pool), a node, or a DNS name.", "10.0.50.6"),
    ] = None


class Egress(Section, frozen=True):
    """Pods leave the cluster through one node, with one address → CiliumEgressGatewayPolicy."""

    name: Annotated[Name, doc("Name of the policy.", "mail")]
    destinations: Annotated[tuple[Network, ...], Meta(min_length=1), doc("Where to.", ["0.0.0.0/0"])]
    node: Annotated[Selector, doc("The gateway: the first node that the selector matches.", "egress=true")]
    pods: Annotated[Selector | None, doc("Which pods; left out: all of the namespaces.", "app=mail")] = None
    namespaces: Annotated[
        Selector | None, doc("Labels of their namespaces; left out: all.", "kubernetes.io/metadata.name=mail")
    ] = None
    address: Annotated[Address | None, doc("Source address: one that the gateway has.", "10.0.0.200")] = None
    interface: Annotated[str | None, doc("Or: the first address of this interface of the gateway.", "eth1")] = None
