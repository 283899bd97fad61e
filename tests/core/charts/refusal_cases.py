"""Values that a chart refuses, each with the path our rule names; and neighbours of them that it takes.

`test_refusals.py` holds our rules to them, `test_helm_agrees.py` holds them to the real charts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

NATIVE: dict[str, Any] = {"routingMode": "native", "ipv4NativeRoutingCIDR": "10.42.0.0/16"}


class Case(NamedTuple):
    name: str
    chart: str
    values: dict[str, Any]
    path: str | None
    """What the finding names; None: the chart takes the values."""
    since: tuple[int, int] = (0, 0)


def nest(**flat: Any) -> dict[str, Any]:
    """`nest(**{"a.b": 1})` is `{"a": {"b": 1}}`."""
    tree: dict[str, Any] = {}
    for dotted, value in flat.items():
        *parents, last = dotted.split(".")
        at = tree
        for key in parents:
            at = at.setdefault(key, {})
        at[last] = value
    return tree


def _cilium(name: str, path: str | None, since: tuple[int, int] = (0, 0), /, **flat: Any) -> Case:
    return Case(name, "cilium", nest(**flat), path, since)


MESH: dict[str, Any] = {"clustermesh.useAPIServer": True, "cluster.name": "one", "cluster.id": 1}
CERTMANAGER = "clustermesh.apiserver.tls.auto"

CASES: tuple[Case, ...] = (
    Case("defaults", "cilium", {}, None),
    Case("native", "cilium", NATIVE, None),
    _cilium("native-by-default", None, routingMode="native"),  # masquerading is null there, and null is not true
    _cilium("native-without-cidr", "ipv4NativeRoutingCIDR", routingMode="native", enableIPv4Masquerade=True),
    _cilium("native-without-masquerade", None, routingMode="native", enableIPv4Masquerade=False),
    _cilium("native-v6-without-cidr", "ipv6NativeRoutingCIDR", **NATIVE, **{"ipv6.enabled": True}),
    _cilium("native-with-agent-masquerade", None, routingMode="native", enableIPv4Masquerade=True,
            **{"ipMasqAgent.enabled": True}),
    _cilium("native-from-pool", None, (1, 20), routingMode="native", enableIPv4Masquerade=True, nativeRoutingCIDRFromClusterPool=True),
    _cilium(
        "native-from-two-pools",
        "ipam.operator.clusterPoolIPv4PodCIDRList",
        (1, 20),
        routingMode="native",
        nativeRoutingCIDRFromClusterPool=True,
        **{"ipam.operator.clusterPoolIPv4PodCIDRList": ["10.0.0.0/9", "10.128.0.0/9"]},
    ),
    _cilium("gke-tunnel", "routingMode", routingMode="tunnel", **{"gke.enabled": True}),
    _cilium("gke", None, **{"gke.enabled": True}),
    _cilium("aks-native", "routingMode", **NATIVE, **{"aksbyocni.enabled": True}),
    _cilium("eni-addresses-alone", "eni.enabled", (1, 20), **{"ipam.mode": "eni"}),
    _cilium("two-api-addresses", "k8sServiceHost", k8sServiceHost="api",
            **{"k8sServiceHostRef.name": "a", "k8sServiceHostRef.key": "b"}),
    _cilium("ui-without-relay", "hubble.ui.enabled", **{"hubble.ui.enabled": True}),
    _cilium("ui-with-relay", None, **{"hubble.ui.enabled": True, "hubble.relay.enabled": True}),
    _cilium("ui-standalone", None, **{"hubble.ui.enabled": True, "hubble.ui.standalone.enabled": True}),
    _cilium("relay-without-hubble", "hubble.relay.enabled",
            **{"hubble.relay.enabled": True, "hubble.enabled": False}),
    _cilium("ui-too-old", "hubble.ui.backend.image.tag",
            **{"hubble.ui.enabled": True, "hubble.relay.enabled": True, "hubble.ui.backend.image.tag": "v0.8.0"}),
    _cilium("headers-both-ways", "hubble.redact.http.headers.deny",
            **{"hubble.redact.http.headers.allow": ["a"], "hubble.redact.http.headers.deny": ["b"]}),
    _cilium("hubble-without-issuer", "hubble.tls.auto.certManagerIssuerRef",
            **{"hubble.tls.auto.method": "certmanager"}),
    _cilium("hubble-without-certificates", "hubble.tls.server.cert", **{"hubble.tls.auto.enabled": False}),
    _cilium("hubble-without-tls", None, **{"hubble.tls.auto.enabled": False, "hubble.tls.enabled": False}),
    _cilium("gateway-without-proxy", "l7Proxy", l7Proxy=False, **{"gatewayAPI.enabled": True}),
    _cilium("gateway", None, kubeProxyReplacement=True, **{"gatewayAPI.enabled": True}),
    _cilium("gateway-policy", "gatewayAPI.externalTrafficPolicy",
            **{"gatewayAPI.enabled": True, "gatewayAPI.externalTrafficPolicy": "local"}),
    _cilium("ingress-policy", "ingressController.service.externalTrafficPolicy",
            **{"ingressController.enabled": True, "ingressController.service.externalTrafficPolicy": "x"}),
    _cilium("partial-replacement", "kubeProxyReplacement", kubeProxyReplacement="partial"),
    _cilium("replacement", None, kubeProxyReplacement="true"),
    _cilium("spire-alone", "authentication.enabled",
            **{"authentication.enabled": False, "authentication.mutual.spire.enabled": True}),
    _cilium("taints-kept", "operator.removeNodeTaints",
            **{"operator.setNodeTaints": True, "operator.removeNodeTaints": False}),
    _cilium("taints-neither", None, **{"operator.removeNodeTaints": False}),
    _cilium("slices-without-endpoints", "disableEndpointCRD", disableEndpointCRD=True,
            **{"ciliumEndpointSlice.enabled": True}),
    _cilium("tproxy-on-netkit", "bpf.tproxy", (1, 19), **{"bpf.tproxy": True, "bpf.datapathMode": "netkit"}),
    _cilium("dns-proxy-without-port", "dnsProxy.proxyPort", (1, 19), **{"standaloneDnsProxy.enabled": True}),
    _cilium("backoff-twice", "extraEnv", extraEnv=[{"name": "KUBE_CLIENT_BACKOFF_BASE", "value": "1"}],
            **{"k8sClientExponentialBackoff.enabled": True}),
    _cilium("name-too-long", "cluster.name", **{"cluster.name": "a" * 33}),
    _cilium("name-with-dot", "cluster.name", **{"cluster.name": "a.b"}),
    _cilium("name-empty", "cluster.name", **{"cluster.name": ""}),
    _cilium("name-default-with-number", "cluster.name", **{"cluster.id": 3}),
    _cilium("name-and-number", None, **{"cluster.name": "one", "cluster.id": 200}),
    _cilium("number-unsafe", "cluster.id",
            **{"cluster.name": "one", "cluster.id": 200, "cni.chainingMode": "aws-cni"}),
    _cilium("mesh-of-300", "clustermesh.maxConnectedClusters", **{"clustermesh.maxConnectedClusters": 300}),
    _cilium("mesh", None, **MESH),
    _cilium("mesh-without-endpoints", "disableEndpointCRD", disableEndpointCRD=True, **MESH),
    _cilium("mesh-without-store", "clustermesh.apiserver.kvstoremesh.enabled", identityAllocationMode="kvstore",
            **{**MESH, "clustermesh.apiserver.kvstoremesh.enabled": False}),
    _cilium("mesh-without-issuer", f"{CERTMANAGER}.certManagerIssuerRef", **MESH,
            **{f"{CERTMANAGER}.method": "certmanager"}),
    _cilium("mesh-authentication", "clustermesh.apiserver.tls.authMode", **MESH,
            **{"clustermesh.apiserver.tls.authMode": "none"}),
    _cilium("mesh-certificate", "clustermesh.apiserver.tls.server.cert", (1, 20), **MESH,
            **{f"{CERTMANAGER}.enabled": False, "clustermesh.apiserver.tls.server.cert": "x"}),
    _cilium("store-mode", "clustermesh.apiserver.kvstoremesh.kvstoreMode",
            **{"clustermesh.apiserver.kvstoremesh.kvstoreMode": "both"}),
    _cilium("store-external-alone", "clustermesh.useAPIServer",
            **{"clustermesh.apiserver.kvstoremesh.kvstoreMode": "external"}),
    _cilium("store-external-in-crds", "identityAllocationMode", **MESH,
            **{"clustermesh.apiserver.kvstoremesh.kvstoreMode": "external",
               "clustermesh.apiserver.replicas": 1}),
    _cilium("store-external-twice", "clustermesh.apiserver.replicas", identityAllocationMode="kvstore", **MESH,
            **{"clustermesh.apiserver.kvstoremesh.kvstoreMode": "external", "clustermesh.apiserver.replicas": 2}),
    _cilium("duration-without-unit", "operator.identityGCInterval", **{"operator.identityGCInterval": "15"}),
    _cilium("duration", None, **{"operator.identityGCInterval": "1h30m"}),
    _cilium("envoy-number", "envoy.baseID", **{"envoy.baseID": -1}),
    _cilium("endpoint-status", "endpointStatus", **{"endpointStatus.enabled": True}),
    _cilium("runtime", "containerRuntime.integration", **{"containerRuntime.integration": "crio"}),
    _cilium("proxy-metrics-off", "proxy.prometheus.enabled", **{"proxy.prometheus.enabled": False}),
    _cilium("tunnel", "tunnel", tunnel="disabled"),
    _cilium("events-off", None, enableK8sEventHandover=False),
    _cilium("old-slices", "enableCiliumEndpointSlice", enableCiliumEndpointSlice=True),
    Case("defaults", "cert-manager", {}, None),
    Case("two-monitors", "cert-manager",
         nest(**{"prometheus.podmonitor.enabled": True, "prometheus.servicemonitor.enabled": True}),
         "prometheus.podmonitor.enabled"),
    # Its helper for this is defined and never called.
    Case("crds-both-ways", "cert-manager", nest(installCRDs=True, **{"crds.enabled": True}), None),
    Case("defaults", "external-dns", {}, None),
    Case("prefix-and-suffix", "external-dns", {"txtPrefix": "a", "txtSuffix": "b"}, "txtSuffix", (1, 16)),
    Case("webhook-without-image", "external-dns", nest(**{"provider.name": "webhook"}), "provider.webhook.image"),
    Case("webhook", "external-dns",
         nest(**{"provider.name": "webhook", "provider.webhook.image": {"repository": "r", "tag": "t"}}), None),
    Case("defaults", "tetragon", {}, None),
    Case("hook-unknown", "tetragon", nest(**{"rthooks.enabled": True}), "rthooks.interface"),
    Case("hook", "tetragon", nest(**{"rthooks.enabled": True, "rthooks.interface": "nri-hook"}), None),
    Case("defaults", "flux-operator", {}, None),
    Case("web-twice", "flux-operator", nest(**{"web.config": {"a": 1}, "web.configSecretName": "s"}), "web.config"),
)  # fmt: skip
