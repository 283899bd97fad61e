"""Cilium with nearly everything on, so that nearly every value shows in what the chart renders."""

from __future__ import annotations

from tests.core.charts.refusal_cases import nest

WIDE = nest(
    **{
        "authentication.enabled": True,
        "authentication.mutual.spire.enabled": True,
        "authentication.mutual.spire.install.enabled": True,
        "bandwidthManager.enabled": True,
        "bgpControlPlane.enabled": True,
        "ciliumEndpointSlice.enabled": True,
        "cluster.id": 1,
        "cluster.name": "one",
        "clustermesh.apiserver.metrics.serviceMonitor.enabled": True,
        "clustermesh.apiserver.podDisruptionBudget.enabled": True,
        "clustermesh.apiserver.tls.auto.method": "cronJob",
        "clustermesh.config.enabled": True,
        "clustermesh.useAPIServer": True,
        "cni.customConf": False,
        "cni.install": True,
        "dashboards.enabled": True,
        "dnsProxy.proxyPort": 10094,
        "egressGateway.enabled": True,
        "encryption.enabled": True,
        "encryption.type": "wireguard",
        "envoy.prometheus.serviceMonitor.enabled": True,
        "envoyConfig.enabled": True,
        "etcd.enabled": True,
        "gatewayAPI.enabled": True,
        "hubble.dropEventEmitter.enabled": True,
        "hubble.export.dynamic.enabled": True,
        "hubble.export.static.enabled": True,
        "hubble.metrics.dashboards.enabled": True,
        "hubble.metrics.enabled": ["dns"],
        "hubble.metrics.serviceMonitor.enabled": True,
        "hubble.redact.enabled": True,
        "hubble.relay.enabled": True,
        "hubble.relay.gops.enabled": True,
        "hubble.relay.podDisruptionBudget.enabled": True,
        "hubble.relay.pprof.enabled": True,
        "hubble.relay.prometheus.enabled": True,
        "hubble.relay.prometheus.serviceMonitor.enabled": True,
        "hubble.tls.auto.method": "cronJob",
        "hubble.ui.enabled": True,
        "hubble.ui.ingress.enabled": True,
        "hubble.ui.podDisruptionBudget.enabled": True,
        "ingressController.enabled": True,
        "ipv6.enabled": True,
        "k8sClientExponentialBackoff.enabled": True,
        "kubeProxyReplacement": True,
        "l2announcements.enabled": True,
        "l2podAnnouncements.enabled": True,
        "loadBalancer.l7.backend": "envoy",
        "localRedirectPolicies.enabled": True,
        "nodeinit.enabled": True,
        "operator.dashboards.enabled": True,
        "operator.podDisruptionBudget.enabled": True,
        "operator.pprof.enabled": True,
        "operator.prometheus.serviceMonitor.enabled": True,
        "pprof.enabled": True,
        "prometheus.enabled": True,
        "prometheus.serviceMonitor.enabled": True,
        "prometheus.serviceMonitor.trustCRDsExist": True,
        "resourceQuotas.enabled": True,
        "standaloneDnsProxy.enabled": True,
        "tls.caBundle.enabled": True,
    }
)
"""Certificates come from jobs: made by helm they would differ in every rendering."""

OFF = (
    "clustermesh.config.domain",  # no remote cluster is named
    "clustermesh.mcsapi.",
    "cni.confFileMountPath",  # with a configuration of one's own
    "cni.configMapKey",
    "encryption.ipsec.",  # wireguard is on
    "encryption.strictMode.",
    "encryption.ztunnel.",
    "envoy.debug.",
    "gatewayAPI.gatewayClass.create",  # `auto` asks the cluster, another text means no
    "hubble.export.static.aggregationInterval",
    "hubble.metrics.dynamic.",
    "hubble.metrics.tls.",
    "hubble.relay.service.nodePort",  # of a Service of type NodePort
    "hubble.relay.tls.server.",
    "hubble.ui.service.nodePort",
    "operator.image.",  # of other clouds
    "preflight.",  # excludes the agent
    "serviceAccounts.",  # of what is off
    "tls.ca.certValidityDuration",  # of certificates made by helm
)
"""Places whose feature WIDE leaves off."""

DEAD = (
    "cgroup.automount.enabled",
    "externalIPs.enabled",
    "bgp.announce.loadbalancerIP",
    "hubble.serviceMonitor.enabled",
    "hostPort.enabled",
    "bpf.lbMode",
    "hubble.relay.PodDisruptionBudget.enabled",
    "hubble.ui.route.app.enabled",
    "operator.prometheus.replicas",
    "mtu",
    "gatewayClass.create",
    "ipam.clusterPoolIPv4PodCIDRList",
    "dnsProxy.enableDNSCompression",
    "clustermesh.apiserver.enabled",
    "operator.prometheus.serviceMonitor.trustCRDsExist",
)
"""Keys that real repositories set and no template of 1.18 to 1.20 reads."""
