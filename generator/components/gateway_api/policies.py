"""Policies that routes and `clients` ask for. They are no derived allows: they stand beside those that people write."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import CLUSTERWIDE, POLICY
from generator.components.gateway_api.attach import gateways_of
from generator.components.gateway_api.identity import identity
from generator.components.gateway_api.routes import Allow, Request, Route
from generator.components.gateway_api.settings import Settings
from generator.core.artifact import Json, Manifest, manifest, pruned
from generator.core.context import Context
from generator.core.net import Network
from generator.core.offer import Peer

API = "cilium.io/v2"
POLICIES = "security/policies"


def policies(ctx: Context, settings: Settings) -> Iterator[Manifest]:
    """Who reaches the gateways; what passes from a gateway to a backend."""
    if settings.clients and settings.uses_cilium:
        yield manifest(
            POLICIES,
            "gateway-clients",
            API,
            CLUSTERWIDE,
            "gateway-clients",
            spec=_clients(ctx, settings.clients),
            about=(settings,),
        )
    for route in settings.routes:
        if route.allow is not None and route.backend is not None and not route.backend.addresses:
            yield manifest(
                POLICIES,
                "route-requests",
                API,
                POLICY,
                f"route-{route.name}",
                namespace=route.backend.namespace or route.namespace,
                spec=_requests(settings, route, route.allow),
                about=(route,),
            )


def _clients(ctx: Context, clients: tuple[Network, ...]) -> Json:
    """CIDR rules never match pods and nodes of the cluster: where `clients` hold them, they are named as entities."""
    networks = ctx.cluster.networks
    rules: list[Json] = [{"fromCIDR": [client.canonical for client in clients]}]
    if any(client.overlaps(pods) for client in clients for pods in networks.pods):
        rules.append({"fromEntities": ["cluster"]})
    elif any(client.overlaps(nodes) for client in clients for nodes in networks.nodes):
        rules.append({"fromEntities": ["host", "remote-node"]})
    selector = {"matchExpressions": [{"key": "reserved:ingress", "operator": "Exists"}]}
    return {"endpointSelector": selector, "ingress": rules}


def _requests(settings: Settings, route: Route, allow: Allow) -> Json:
    """The rule alone decides: no other allow of the gateway's may cover the port, or it would be void."""
    peers = list(dict.fromkeys(_key(identity(settings, gateway)) for gateway in gateways_of(settings, route)))
    if route.backend is None:
        return {}
    port = {"port": str(route.backend.target_port), "protocol": "TCP"}
    to_ports = [{"ports": [port], "rules": {"http": [_http(request) for request in allow.http]}}]
    pods = route.backend.pods
    return {
        "endpointSelector": pods.spec() if pods is not None else {},
        "enableDefaultDeny": {"egress": False, "ingress": False},
        "ingress": [{**dict([_from(peer)]), "toPorts": to_ports} for peer in peers],
    }


Key = tuple[tuple[str, ...], str, tuple[tuple[str, str], ...]]


def _key(peer: Peer) -> Key:
    return peer.entities, str(peer.namespace or ""), tuple(sorted(peer.labels.items()))


def _from(key: Key) -> tuple[str, list[object]]:
    entities, namespace, labels = key
    if entities:
        return "fromEntities", list(entities)
    return "fromEndpoints", [{"matchLabels": {"io.kubernetes.pod.namespace": namespace, **dict(labels)}}]


def _http(request: Request) -> Json:
    return pruned({"method": request.method, "path": request.path})
