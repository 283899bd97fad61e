"""What stands behind routes and is not there yet: hosts outside the cluster, and trust in backends that speak TLS."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.gateway_api.bundle import GROUP, api_version
from generator.components.gateway_api.published import Published
from generator.components.gateway_api.routes import TLS, Backend, Route
from generator.components.gateway_api.settings import Settings
from generator.core.artifact import Json, Manifest, manifest, pruned
from generator.core.net import Address, families

TRANSPORT = {"udp": "UDP"}
APP_PROTOCOLS = {"h2c": "kubernetes.io/h2c", "grpc": "kubernetes.io/h2c"}
"""Protocols that a proxy must be told of (KEP-3726)."""


def backends(settings: Settings, found: tuple[Published, ...]) -> Iterator[Manifest]:
    """Services with fixed endpoints, and BackendTLSPolicies."""
    for item in found:
        backend = item.route.backend
        if backend is None or item.route.rules:
            continue
        if backend.addresses:
            yield _service(item, backend)
            for version in sorted(families(backend.addresses)):
                yield _slice(item, backend, tuple(a for a in backend.addresses if a.version == version))
        if backend.protocol == "https" and backend.tls is not None:
            yield _policy(settings, item, backend, backend.tls)


def name_of(route: Route, backend: Backend) -> str:
    """Name of the Service: that of the route for addresses."""
    return str(backend.service or route.name)


def _service(item: Published, backend: Backend) -> Manifest:
    versions = sorted(families(backend.addresses))
    port = pruned(
        {
            "name": "backend",
            "port": backend.port,
            "protocol": TRANSPORT.get(backend.protocol, "TCP"),
            "appProtocol": APP_PROTOCOLS.get(backend.protocol),
        }
    )
    return manifest(
        item.unit,
        "services",
        "v1",
        "Service",
        name_of(item.route, backend),
        namespace=backend.namespace or item.route.namespace,
        spec={**_families(versions), "ports": [port]},
        about=(item.about,),
    )


def _families(versions: list[int]) -> Json:
    """Both families where the cluster has both; of one family only that one."""
    if len(versions) > 1:
        return {"ipFamilyPolicy": "PreferDualStack"}
    return {"ipFamilies": [f"IPv{versions[0]}"], "ipFamilyPolicy": "SingleStack"}


def _slice(item: Published, backend: Backend, addresses: tuple[Address, ...]) -> Manifest:
    version = addresses[0].version
    name = name_of(item.route, backend)
    port = {"name": "backend", "port": backend.port, "protocol": TRANSPORT.get(backend.protocol, "TCP")}
    return manifest(
        item.unit,
        "endpoint-slices",
        "discovery.k8s.io/v1",
        "EndpointSlice",
        f"{name}-ipv{version}",
        namespace=backend.namespace or item.route.namespace,
        labels={"endpointslice.kubernetes.io/managed-by": "infraflux.dev", "kubernetes.io/service-name": name},
        addressType=f"IPv{version}",
        endpoints=[{"addresses": [str(address)], "conditions": {"ready": True}} for address in addresses],
        ports=[port],
        about=(item.about,),
    )


def _policy(settings: Settings, item: Published, backend: Backend, tls: TLS) -> Manifest:
    return manifest(
        item.unit,
        "backend-tls",
        api_version("BackendTLSPolicy", settings.version, settings.channel) or f"{GROUP}/v1",
        "BackendTLSPolicy",
        item.route.name,
        namespace=backend.namespace or item.route.namespace,
        spec={
            "targetRefs": [{"group": "", "kind": "Service", "name": name_of(item.route, backend)}],
            "validation": _validation(tls),
        },
        about=(tls, item.about),
    )


def _validation(tls: TLS) -> Json:
    if tls.ca_config_map is not None:
        return {
            "caCertificateRefs": [{"group": "", "kind": "ConfigMap", "name": tls.ca_config_map}],
            "hostname": tls.host,
        }
    return {"hostname": tls.host, "wellKnownCACertificates": "System"}
