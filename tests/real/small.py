"""A tree small enough to read in one go, in the shape of the compiled ones, for the tests of the fixtures themselves.

Six units: the Gateway API's CRDs from a pinned source, a release that brings CRDs, and objects of both.
"""

from __future__ import annotations

from tests.real.trees import Files


def _kustomization(*resources: str) -> str:
    lines = "".join(f"- {resource}\n" for resource in resources)
    return f"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n{lines}"


def _unit(name: str, path: str, more: str = "", source: str = "flux-system") -> str:
    return f"""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system}}
spec:
  interval: 1h
  retryInterval: 1m
  timeout: 5m
  prune: true
  path: {path}
  sourceRef: {{kind: GitRepository, name: {source}}}
{more}"""


_CRD = "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, name: %s}"

_CILIUM = f"""\
  deletionPolicy: Orphan
  dependsOn: [{{name: gateway-api-crds}}]
  healthChecks:
  - {{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, name: cilium, namespace: flux-system}}
  - {{apiVersion: apps/v1, kind: DaemonSet, name: cilium, namespace: kube-system}}
  - {_CRD % "ciliumloadbalancerippools.cilium.io"}
  - {_CRD % "ciliumnetworkpolicies.cilium.io"}
"""

_GATEWAYS = """\
  dependsOn: [{name: gateway-api-crds}]
  wait: true
  healthCheckExprs:
  - apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    current: >-
      has(status.conditions) && status.conditions.exists(c, c.type == 'Programmed' && c.status == 'True'
      && c.observedGeneration == metadata.generation)
"""

FILES: Files = {
    "gitops/bootstrap/kustomization.yaml": _kustomization(
        "source-gateway-api.yaml",
        "unit-cilium-bgp.yaml",
        "unit-cilium.yaml",
        "unit-gateway-api-crds.yaml",
        "unit-gateways.yaml",
        "unit-security-allows.yaml",
        "unit-security-deny.yaml",
    ),
    "gitops/bootstrap/source-gateway-api.yaml": """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: gateway-api, namespace: flux-system}
spec: {interval: 1h, url: "https://github.com/kubernetes-sigs/gateway-api", ref: {tag: v1.6.1}}
""",
    "gitops/bootstrap/unit-gateway-api-crds.yaml": _unit(
        "gateway-api-crds", "./config/crd/standard", "  wait: true\n", "gateway-api"
    ),
    "gitops/bootstrap/unit-cilium.yaml": _unit("cilium", "./gitops/cilium", _CILIUM),
    "gitops/bootstrap/unit-cilium-bgp.yaml": _unit(
        "cilium-bgp", "./gitops/cilium/bgp", "  dependsOn: [{name: cilium}]\n"
    ),
    "gitops/bootstrap/unit-gateways.yaml": _unit("gateways", "./gitops/gateways", _GATEWAYS),
    "gitops/bootstrap/unit-security-allows.yaml": _unit(
        "security-allows", "./gitops/security/allows", "  dependsOn: [{name: cilium}]\n"
    ),
    "gitops/bootstrap/unit-security-deny.yaml": _unit(
        "security-deny", "./gitops/security/deny", "  dependsOn: [{name: security-allows}]\n"
    ),
    "gitops/cilium/kustomization.yaml": _kustomization("helmrelease.yaml", "source.yaml"),
    "gitops/cilium/source.yaml": """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: cilium, namespace: flux-system}
spec:
  interval: 1h
  url: oci://quay.io/cilium/charts/cilium
  ref: {tag: 1.20.0}
  layerSelector: {mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip, operation: copy}
""",
    "gitops/cilium/helmrelease.yaml": """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cilium
  namespace: flux-system
  annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}
spec:
  interval: 1h
  releaseName: cilium
  targetNamespace: kube-system
  storageNamespace: kube-system
  chartRef: {kind: OCIRepository, name: cilium}
  install: {strategy: {name: RetryOnFailure, retryInterval: 1m}}
  values: {kubeProxyReplacement: true, k8sServiceHost: 127.0.0.1, k8sServicePort: 6443}
""",
    "gitops/cilium/bgp/kustomization.yaml": _kustomization("bgp.yaml"),
    "gitops/cilium/bgp/bgp.yaml": """\
# Two objects in one file: what comes before the separator is the first.
apiVersion: cilium.io/v2
kind: CiliumLoadBalancerIPPool
metadata: {name: lan}
spec: {blocks: [{cidr: 192.168.50.0/24}]}
---
apiVersion: cilium.io/v2
kind: CiliumBGPPeerConfig
metadata: {name: gw}
spec:
  timers: {holdTimeSeconds: 90, keepAliveTimeSeconds: 30}
  families: [{afi: ipv4, safi: unicast, advertisements: {matchLabels: {advertise: bgp}}}]
""",
    "gitops/gateways/kustomization.yaml": _kustomization("gateway.yaml", "gatewayclass.yaml", "namespace.yaml"),
    "gitops/gateways/namespace.yaml": """\
apiVersion: v1
kind: Namespace
metadata:
  name: gateways
  annotations: {kustomize.toolkit.fluxcd.io/ssa: IfNotPresent, kustomize.toolkit.fluxcd.io/prune: disabled}
""",
    "gitops/gateways/gatewayclass.yaml": """\
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: cilium}
spec: {controllerName: io.cilium/gateway-controller}
""",
    "gitops/gateways/gateway.yaml": """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: internal, namespace: gateways}
spec:
  gatewayClassName: cilium
  listeners:
  - {name: http, port: 80, protocol: HTTP}
  - name: https
    port: 443
    protocol: HTTPS
    hostname: "*.example.com"
    tls: {certificateRefs: [{name: wildcard}]}
""",
    "gitops/security/allows/kustomization.yaml": _kustomization("dns.yaml", "quota.yaml"),
    "gitops/security/allows/dns.yaml": """\
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: allow-dns, namespace: kube-system}
spec:
  endpointSelector: {}
  enableDefaultDeny: {ingress: false, egress: false}
  egress:
  - toEndpoints: [{matchLabels: {k8s-app: kube-dns}}]
    toPorts: [{ports: [{port: "53", protocol: ANY}]}]
""",
    "gitops/security/allows/quota.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: {name: quota, namespace: kube-system}
data: {octal: "0755", "yes": "on", exponent: "1e3", text: "first\\nsecond\\n"}
""",
    "gitops/security/deny/kustomization.yaml": _kustomization("deny.yaml"),
    "gitops/security/deny/deny.yaml": """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: kube-system}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
""",
}
