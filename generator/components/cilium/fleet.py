"""The other clusters of the mesh, as far as their part of the inventory says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from generator.core.context import Context
from generator.core.net import Endpoint, Network

LOAD_BALANCER_PORT, NODE_PORT = 2379, 32379
"""Ports of the API server of the mesh (chart values clustermesh.apiserver.service)."""


class Peer(Struct, frozen=True, kw_only=True):
    """A cluster that shares the mesh."""

    name: str
    id: int
    address: Endpoint | None
    port: int
    pods: tuple[Network, ...]
    """As written; () when its distribution decides."""
    minor: str
    mode: str | None
    encryption: str | None


def peers(ctx: Context) -> tuple[Peer, ...]:
    """The others, by name; () when this cluster stands alone."""
    found = [_peer(member.name, member.raw) for member in ctx.fleet if member.name != ctx.cluster.name]
    return tuple(sorted((peer for peer in found if peer is not None), key=lambda peer: peer.name))


def _peer(name: str, raw: dict[str, Any]) -> Peer | None:
    """None for a cluster without `cilium.clusterMesh`, or whose parts are not what they should be (its own problem)."""
    cilium, cluster = _part(raw, "cilium"), _part(raw, "cluster")
    if not isinstance(cilium.get("clusterMesh"), dict):
        return None
    mesh, routing, encryption = cilium["clusterMesh"], _part(cilium, "routing"), cilium.get("encryption")
    exposed = mesh.get("expose") != "NodePort"
    number = cluster.get("id", 0)
    written = mesh.get("address")
    return Peer(
        name=name,
        id=number if isinstance(number, int) else 0,
        address=Endpoint(written) if isinstance(written, str) and _valid(Endpoint, written) else None,
        port=LOAD_BALANCER_PORT if exposed else int(mesh.get("nodePort", NODE_PORT)),
        pods=tuple(_networks(_part(cluster, "networks").get("pods"))),
        minor=".".join(str(cilium.get("version", "")).removeprefix("v").split(".")[:2]),
        mode=routing.get("mode"),
        encryption=encryption.get("type") if isinstance(encryption, dict) else encryption,
    )


def _part(raw: dict[str, Any], key: str) -> dict[str, Any]:
    found = raw.get(key)
    return found if isinstance(found, dict) else {}


def _networks(written: object) -> Iterator[Network]:
    for text in written if isinstance(written, list) else ():
        if isinstance(text, str) and _valid(Network, text):
            yield Network(text)


def _valid(kind: type[Endpoint] | type[Network], text: str) -> bool:
    try:
        kind.validate(text)
    except ValueError:
        return False
    return True
