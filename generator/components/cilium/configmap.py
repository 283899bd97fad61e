"""Which chart value a flag of the agent comes from, and when the chart writes it into the ConfigMap `cilium-config`.

Read in templates/cilium-configmap.yaml of the charts 1.18.12, 1.19.6 and 1.20.0, which agree on all of these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.core.values import at

_ALWAYS = """
    auto-direct-node-routes=autoDirectNodeRoutes bpf-lb-acceleration=loadBalancer.acceleration
    bpf-lb-external-clusterip=bpf.lbExternalClusterIP bpf-lb-mode-annotation=bpf.lbModeAnnotation cluster-id=cluster.id
    cluster-name=cluster.name datapath-mode=bpf.datapathMode debug=debug.enabled
    default-lb-service-ipam=defaultLBServiceIPAM direct-routing-skip-unreachable=directRoutingSkipUnreachable
    enable-hubble=hubble.enabled enable-ipv4=ipv4.enabled enable-ipv6=ipv6.enabled
    enable-ipv4-big-tcp=enableIPv4BIGTCP enable-ipv6-big-tcp=enableIPv6BIGTCP
    enable-ipv4-masquerade=enableIPv4Masquerade enable-ipv6-masquerade=enableIPv6Masquerade enable-l7-proxy=l7Proxy
    enable-lb-ipam=enableLBIPAM enable-masquerade-to-route-source=enableMasqueradeRouteSource
    enable-node-selector-labels=nodeSelectorLabels enable-non-default-deny-policies=enableNonDefaultDenyPolicies
    enable-policy=policyEnforcementMode enable-xt-socket-fallback=enableXTSocketFallback envoy-base-id=envoy.baseID
    http-retry-count=envoy.httpRetryCount identity-allocation-mode=identityAllocationMode
    identity-management-mode=identityManagementMode ipam=ipam.mode kube-proxy-replacement=kubeProxyReplacement
    monitor-aggregation=bpf.monitorAggregation monitor-aggregation-flags=bpf.monitorFlags
    monitor-aggregation-interval=bpf.monitorInterval policy-cidr-match-mode=policyCIDRMatchMode
    policy-default-local-cluster=clustermesh.policyDefaultLocalCluster preallocate-bpf-maps=bpf.preallocateMaps
    routing-mode=routingMode tunnel-protocol=tunnelProtocol
"""
_WHEN_SAID = """
    bpf-lb-algorithm=loadBalancer.algorithm bpf-lb-dsr-dispatch=loadBalancer.dsrDispatch bpf-lb-mode=loadBalancer.mode
    devices=devices enable-bpf-masquerade=bpf.masquerade enable-host-legacy-routing=bpf.hostLegacyRouting
    enable-service-topology=loadBalancer.serviceTopology policy-audit-mode=policyAuditMode
"""
_WHEN_TRUE = """
    bgp-secrets-namespace=bgpControlPlane.enabled enable-bandwidth-manager=bandwidthManager.enabled
    enable-bbr=bandwidthManager.enabled enable-bgp-control-plane=bgpControlPlane.enabled
    enable-egress-gateway=egressGateway.enabled enable-gateway-api=gatewayAPI.enabled
    enable-host-firewall=hostFirewall.enabled enable-l2-announcements=l2announcements.enabled
    encrypt-node=encryption.nodeEncryption ipv4-native-routing-cidr=ipv4NativeRoutingCIDR
    ipv6-native-routing-cidr=ipv6NativeRoutingCIDR k8s-client-burst=k8sClientRateLimit.burst
    k8s-client-qps=k8sClientRateLimit.qps mtu=MTU tunnel-port=tunnelPort underlay-protocol=underlayProtocol
"""


def _table(text: str, written: Callable[[Any], bool]) -> dict[str, tuple[str, Callable[[Any], bool]]]:
    pairs = (item.split("=") for item in text.split())
    return {flag: (path, written) for flag, path in pairs}


_WRITTEN = (
    _table(_ALWAYS, lambda _value: True)
    | _table(_WHEN_SAID, lambda value: value is not None)
    | _table(_WHEN_TRUE, bool)
)
PATHS = {flag: path for flag, (path, _) in _WRITTEN.items()}
"""Flag -> the chart value that decides it, or that switches on what writes it."""


def writes(values: Any, flag: str) -> bool:
    """Whether the chart surely writes a flag, given these values. What it writes for other reasons is not known here."""
    path, written = _WRITTEN.get(flag, ("", None))
    return written is not None and written(at(values, path.split(".")))
