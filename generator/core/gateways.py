"""Gateways of the Gateway API in the object graph, as far as their Services are concerned."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.exposure import NAME, NAMESPACE
from generator.core.graph import Graph, Object
from generator.core.within import mapping

GROUP = "gateway.networking.k8s.io"
CILIUM = "io.cilium/gateway-controller"
"""`controllerName` of Cilium's classes."""
OF_GATEWAY, OWNER = "gateway.networking.k8s.io/gateway-name", "io.cilium.gateway/owning-gateway"
"""Labels that Cilium puts on the Service of a gateway (operator/pkg/model/translation/gateway-api/translator.go)."""


def gateways(graph: Graph) -> tuple[Object, ...]:
    return graph.of("Gateway", GROUP)


def is_cilium(graph: Graph, gateway: Object) -> bool:
    """Whether Cilium implements a gateway: by its class, or by the usual name where the class is not in the tree."""
    name = str(gateway.spec.get("gatewayClassName"))
    found = graph.find(GROUP, "GatewayClass", name)
    return found.spec.get("controllerName") == CILIUM if found else name == "cilium"


def of_cilium(graph: Graph) -> Iterator[Object]:
    """Gateways whose Services Cilium makes."""
    return (gateway for gateway in gateways(graph) if is_cilium(graph, gateway))


def service_name(gateway: str) -> str:
    """The Service that Cilium makes for a gateway; it shortens long names, which no label of ours depends on."""
    return f"cilium-gateway-{gateway}"


def service_labels(gateway: Object) -> dict[str, str]:
    """Labels of that Service as selectors of pools and announcements see them, its name and namespace with them."""
    return {
        **{str(key): str(value) for key, value in mapping(gateway.spec, "infrastructure", "labels").items()},
        OWNER: gateway.name,
        OF_GATEWAY: gateway.name,
        NAME: service_name(gateway.name),
        NAMESPACE: gateway.namespace or "default",
    }
