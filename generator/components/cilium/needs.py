"""What the features in use need of nodes, of the network between them, and of whoever keeps Secrets."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import fleet
from generator.components.cilium.settings import Settings
from generator.core.context import Context
from generator.core.offer import Flow, Offer, Peer, Port, SecretRef

TUNNEL_PORTS = {"vxlan": "8472/udp", "geneve": "6081/udp"}
CA = "cilium-ca"
"""Secret with the authority of a mesh: the chart fixes its name and keys (templates/cilium-ca-secret.yaml)."""


def needs(ctx: Context, cilium: Settings) -> Iterator[Offer]:
    """Ports, Secrets and flows. Ports: Cilium, Documentation/operations/system_requirements.rst."""
    yield from _ports(cilium)
    yield from _secrets(cilium)
    yield from _flows(ctx, cilium)


def _ports(cilium: Settings) -> Iterator[Port]:
    mesh = cilium.cluster_mesh
    between = "nodes" if mesh is None else "nodes, clusters"
    yield Port(port="4240/tcp", sources=between, why="health checks between agents", about=(cilium,))
    yield Port(port="icmp/8", sources=between, why="health checks between agents", about=(cilium,))
    if cilium.tunnels or (cilium.dsr and cilium.load_balancer.dsr_dispatch == "geneve"):
        port = TUNNEL_PORTS[cilium.routing.protocol]
        yield Port(port=port, sources=between, why=f"{cilium.routing.protocol} tunnel", about=(cilium.routing,))
    if cilium.encrypted is not None and cilium.encrypted.type == "wireguard":
        yield Port(port="51871/udp", sources=between, why="WireGuard", about=(cilium,))
    if cilium.mesh.mutual_auth is not None:
        about = (cilium.mesh.mutual_auth,)
        yield Port(port="4250/tcp", sources="nodes", why="mutual authentication between agents", about=about)
    if mesh is not None and mesh.expose == "NodePort":
        why = "API server of the mesh"
        yield Port(port=f"{mesh.node_port}/tcp", sources="clusters", why=why, about=(mesh,))


def _secrets(cilium: Settings) -> Iterator[SecretRef]:
    wanted = cilium.encrypted
    if wanted is not None and wanted.type == "ipsec":
        yield SecretRef(
            name=wanted.secret, namespace=cilium.namespace, keys=("keys",), before="Cilium",
            why="agents encrypt with it, and do not start without it", about=(cilium,),
        )  # fmt: skip
    if cilium.cluster_mesh is not None:
        yield SecretRef(
            name=CA, namespace=cilium.namespace, keys=("ca.crt", "ca.key"), before="Cilium",
            why="the same in all clusters of the mesh: it signs what they prove themselves with",
            about=(cilium.cluster_mesh,),
        )  # fmt: skip


def _flows(ctx: Context, cilium: Settings) -> Iterator[Flow]:
    """Agents and operator are on the host's network, where default-deny of pods does not reach."""
    hosts = Peer(entities=("host", "remote-node"))
    api = Peer(entities=("kube-apiserver",))
    if cilium.cluster_mesh is not None:
        about: tuple[object, ...] = (cilium.cluster_mesh,)
        server = Peer(namespace=cilium.namespace, labels={"k8s-app": "clustermesh-apiserver"})
        yield Flow(source=hosts, target=server, ports=("2379",), why="agents read the mesh", about=about)
        yield Flow(
            source=Peer(entities=("world",)), target=server, ports=("2379",), why="other clusters read it", about=about
        )
        yield Flow(source=server, target=api, why="it mirrors the cluster", about=about)
        job = Peer(namespace=cilium.namespace, labels={"k8s-app": "clustermesh-apiserver-generate-certs"})
        yield Flow(source=job, target=api, why="certificates of the mesh are made", about=about)
        others = Peer(entities=("world",))
        yield Flow(source=server, target=others, ports=_mesh_ports(ctx), why="it reads the other clusters", about=about)
    if cilium.mesh.mutual_auth is not None:
        about = (cilium.mesh.mutual_auth,)
        spire = Peer(namespace="cilium-spire", labels={"app": "spire-server"})
        yield Flow(source=hosts, target=spire, ports=("8081",), why="SPIRE agents and Cilium's operator", about=about)
        yield Flow(source=spire, target=api, why="SPIRE reviews tokens", about=about)


def _mesh_ports(ctx: Context) -> tuple[str, ...]:
    return tuple(sorted({str(peer.port) for peer in fleet.peers(ctx)})) or (str(fleet.LOAD_BALANCER_PORT),)
