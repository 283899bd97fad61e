"""Small manifests that the API server takes, for tests to break in one place each."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def named(api_version: str, kind: str, namespace: str | None = None, **body: Any) -> Json:
    """Return a manifest of a kind with a name, and a namespace if one is given."""
    metadata = {"name": "example"} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **body}


def bgp() -> Json:
    peers = [
        {"name": "tor-a", "peerASN": 65001, "peerAddress": "192.0.2.1", "peerConfigRef": {"name": "fabric"}},
        {"name": "tor-b", "peerASN": 65001, "peerAddress": "192.0.2.2", "peerConfigRef": {"name": "fabric"}},
    ]
    instance = {"name": "rack", "localASN": 65000, "peers": peers}
    return named("cilium.io/v2", "CiliumBGPClusterConfig", spec={"bgpInstances": [instance]})


def peer_config() -> Json:
    timers = {"holdTimeSeconds": 90, "keepAliveTimeSeconds": 30}
    families = [{"afi": "ipv4", "safi": "unicast"}]
    return named("cilium.io/v2", "CiliumBGPPeerConfig", spec={"timers": timers, "families": families})


def policy() -> Json:
    port = {"ports": [{"port": "443", "protocol": "TCP"}]}
    spec = {
        "endpointSelector": {"matchLabels": {"app": "web"}},
        "egress": [{"toFQDNs": [{"matchName": "example.com"}], "toPorts": [port]}, {"toCIDR": ["192.0.2.0/24"]}],
    }
    return named("cilium.io/v2", "CiliumNetworkPolicy", "web", spec=spec)


def gateway() -> Json:
    listeners = [
        {"name": "http", "port": 80, "protocol": "HTTP"},
        {"name": "https", "port": 443, "protocol": "HTTPS", "tls": {"certificateRefs": [{"name": "web"}]}},
    ]
    spec = {"gatewayClassName": "cilium", "listeners": listeners}
    return named("gateway.networking.k8s.io/v1", "Gateway", "web", spec=spec)


def route() -> Json:
    rule = {
        "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
        "backendRefs": [{"name": "web", "port": 80}],
    }
    spec = {"parentRefs": [{"name": "web"}], "hostnames": ["web.example.com"], "rules": [rule]}
    return named("gateway.networking.k8s.io/v1", "HTTPRoute", "web", spec=spec)


def release() -> Json:
    spec = {"interval": "10m", "chartRef": {"kind": "OCIRepository", "name": "cilium"}, "values": {"any": {"thing": 1}}}
    return named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "kube-system", spec=spec)


def service() -> Json:
    ports = [{"name": "http", "port": 80, "targetPort": "http"}, {"name": "dns", "port": 53, "protocol": "UDP"}]
    return named("v1", "Service", "web", spec={"selector": {"app": "web"}, "ports": ports})


def daemon_set() -> Json:
    container = {
        "name": "agent",
        "image": "registry.example.com/agent:1",
        "resources": {"limits": {"memory": "64Mi"}},
        "volumeMounts": [{"name": "config", "mountPath": "/etc/agent"}],
    }
    pod = {"containers": [container], "volumes": [{"name": "config", "configMap": {"name": "agent"}}]}
    template = {"metadata": {"labels": {"app": "agent"}}, "spec": pod}
    spec = {"selector": {"matchLabels": {"app": "agent"}}, "template": template}
    return named("apps/v1", "DaemonSet", "kube-system", spec=spec)


def network_policy() -> Json:
    block = {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}
    spec = {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": [block]}]}
    return named("networking.k8s.io/v1", "NetworkPolicy", "web", spec=spec)


def binding() -> Json:
    return named(
        "rbac.authorization.k8s.io/v1",
        "ClusterRoleBinding",
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
        subjects=[{"kind": "ServiceAccount", "name": "agent", "namespace": "kube-system"}],
    )


def secret() -> Json:
    return named("v1", "Secret", "web", type="Opaque", data={"key": "c2VjcmV0"}, stringData={"other": "plain"})


def kustomization() -> Json:
    body: Json = {"resources": ["web.yaml"], "configMapGenerator": [{"name": "values", "files": ["values.yaml"]}]}
    return {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", **body}


SOUND = (
    bgp, peer_config, policy, gateway, route, release, service, daemon_set, network_policy, binding, secret,
    kustomization,
)  # fmt: skip
