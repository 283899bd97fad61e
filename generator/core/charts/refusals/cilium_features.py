"""Cilium: features that need one another (templates/validate.yaml and cilium-configmap.yaml, 1.17 to 1.20)."""

from __future__ import annotations

from collections.abc import Collection

from generator.core.charts.merged import Merged
from generator.core.charts.number import number
from generator.core.charts.refusals.rule import Refusal, refuses, refuses_with_apis

_MONITORING = "monitoring.coreos.com/v1"
_TRAFFIC_POLICIES = ("Cluster", "Local")


@refuses((1, 18))
def two_api_addresses(values: Merged) -> Refusal | None:
    """The API server's address is given twice."""
    if values("k8sServiceHostRef.name") and values("k8sServiceHostRef.key") and values("k8sServiceHost"):
        return Refusal("k8sServiceHost", "both `k8sServiceHost` and `k8sServiceHostRef` are set", "remove one of them")
    return None


@refuses()
def hubble_ui_without_relay(values: Merged) -> Refusal | None:
    """Hubble UI shows what the relay collects."""
    if not values("hubble.ui.enabled"):
        return None
    if values("hubble.ui.standalone.enabled"):
        volume = "hubble.ui.standalone.tls.certsVolume"
        if values("hubble.relay.tls.server.enabled") and not values(volume):
            return Refusal(volume, f"a standalone Hubble UI has no `{volume}` to reach the relay with TLS",
                           "name the volume that holds the client certificates")  # fmt: skip
        return None
    if values("hubble.relay.enabled"):
        return None
    return Refusal("hubble.ui.enabled", "Hubble UI is on and the relay is off", "set `hubble.relay.enabled: true`")


@refuses()
def hubble_relay_without_hubble(values: Merged) -> Refusal | None:
    """The relay asks the agents' Hubble servers."""
    if values("hubble.relay.enabled") and not values("hubble.enabled"):
        return Refusal("hubble.relay.enabled", "Hubble Relay is on and Hubble is off", "set `hubble.enabled: true`")
    return None


@refuses()
def hubble_ui_too_old(values: Merged) -> Refusal | None:
    """An image of Hubble UI below 0.9.0."""
    tags = {part: str(values(f"hubble.ui.{part}.image.tag")) for part in ("backend", "frontend")}
    if not values("hubble.ui.enabled") or "latest" in tags.values():
        return None
    for part, tag in tags.items():
        if (found := number(tag.partition("@")[0])) and found < (0, 9, 0):
            path = f"hubble.ui.{part}.image.tag"
            return Refusal(path, f"`{path}` is {tag!r}", "use an image of 0.9.0 or later")
    return None


@refuses()
def redaction_both_ways(values: Merged) -> Refusal | None:
    """Headers are either allowed or denied by name."""
    headers = "hubble.redact.http.headers"
    if values(f"{headers}.allow") and values(f"{headers}.deny"):
        return Refusal(f"{headers}.deny", f"both `{headers}.allow` and `{headers}.deny` are set", "keep one of them")
    return None


@refuses()
def hubble_issuer_missing(values: Merged) -> Refusal | None:
    """cert-manager needs to know who signs Hubble's certificates."""
    auto = "hubble.tls.auto"
    on = values("hubble.enabled") and values("hubble.tls.enabled") and values(f"{auto}.enabled")
    if on and values(f"{auto}.method") == "certmanager" and not values(f"{auto}.certManagerIssuerRef"):
        return Refusal(f"{auto}.certManagerIssuerRef", f"`{auto}.method` is certmanager without an issuer",
                       f"set `{auto}.certManagerIssuerRef`")  # fmt: skip
    return None


@refuses_with_apis()
def monitors_without_their_api(values: Merged, apis: Collection[str] | None) -> Refusal | None:
    """A ServiceMonitor for a cluster that does not know the kind."""
    if apis is None or _MONITORING in apis or values("prometheus.serviceMonitor.trustCRDsExist"):
        return None
    for owner in ("prometheus", "operator.prometheus", "envoy.prometheus", "hubble.relay.prometheus"):
        if values(f"{owner}.enabled") and values(f"{owner}.serviceMonitor.enabled"):
            return Refusal(f"{owner}.serviceMonitor.enabled", f"the cluster does not serve {_MONITORING}",
                           "set `prometheus.serviceMonitor.trustCRDsExist: true`, or install its CRDs first")  # fmt: skip
    return None


@refuses()
def proxy_switched_off(values: Merged) -> Refusal | None:
    """Ingress, Gateway API and Envoy load balancing live in the L7 proxy."""
    wants = ("ingressController.enabled", "gatewayAPI.enabled")
    users = [path for path in wants if values(path)]
    if values("loadBalancer.l7.backend") == "envoy":
        users.append("loadBalancer.l7.backend")
    if users and not values("l7Proxy") and values("l7Proxy") is not None:
        return Refusal("l7Proxy", f"`l7Proxy` is off and `{users[0]}` needs it", "set `l7Proxy: true`")
    return None


@refuses()
def traffic_policy_unknown(values: Merged) -> Refusal | None:
    """Services of gateways and ingresses say where traffic may go."""
    path = "gatewayAPI.externalTrafficPolicy"
    if values("gatewayAPI.enabled") and values(path) not in _TRAFFIC_POLICIES:
        return _traffic_policy(path, values(path))
    path = "ingressController.service.externalTrafficPolicy"
    exposed = values("ingressController.service.type") in ("LoadBalancer", "NodePort")
    if values("ingressController.enabled") and exposed and values(path) not in _TRAFFIC_POLICIES:
        return _traffic_policy(path, values(path))
    return None


def _traffic_policy(path: str, value: object) -> Refusal:
    return Refusal(path, f"`{path}` is {value!r}", "use `Cluster` or `Local`")


@refuses()
def kube_proxy_replacement_unclear(values: Merged) -> Refusal | None:
    """Only true and false are left of the old modes."""
    value = values("kubeProxyReplacement")
    wanted = str(value).lower() if isinstance(value, bool) else str(value or "false")
    if _configured(values) and wanted not in ("true", "false"):
        return Refusal("kubeProxyReplacement", f"`kubeProxyReplacement` is {value!r}", "use `true` or `false`")
    return None


@refuses()
def spire_without_authentication(values: Merged) -> Refusal | None:
    """SPIRE serves mutual authentication."""
    if values("authentication.mutual.spire.enabled") and not values("authentication.enabled"):
        return Refusal("authentication.enabled", "SPIRE is on and authentication is off",
                       "set `authentication.enabled: true`")  # fmt: skip
    return None


@refuses()
def taints_set_and_kept(values: Merged) -> Refusal | None:
    """An operator that taints nodes has to remove the taints too."""
    setting, removing = "operator.setNodeTaints", "operator.removeNodeTaints"
    if _configured(values) and values(setting) and not values(removing):
        return Refusal(removing, f"`{setting}` is on and `{removing}` is off", f"set `{removing}: true`")
    return None


def _configured(values: Merged) -> bool:
    """The chart writes the agent's ConfigMap, where some of its rules stand."""
    users = values("agent") or values("operator.enabled") or values("clustermesh.useAPIServer")
    return bool(users) and not values("preflight.enabled")
