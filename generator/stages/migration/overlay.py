"""The overlay of the Cilium release while a migration lasts: what differs from the final values, and until when.

Values of the hybrid: Cilium, Documentation/installation/k8s-install-migration.rst. The rest follows from what each
feature needs: kubeproxy-free.rst, routing.rst, operations/performance/tuning.rst.
"""

from __future__ import annotations

from typing import Any

from generator.stages.migration.facts import Facts
from generator.stages.migration.step import File

Values = dict[str, Any]
HYBRID: Values = {
    "cni.customConf": True,
    "cni.uninstall": False,
    "operator.unmanagedPodWatcher.restart": False,
    "policyEnforcementMode": "never",
}
"""While nodes with both networks exist."""
OVERLAY: Values = {
    "routingMode": "tunnel",
    "tunnelProtocol": "vxlan",
    "tunnelPort": 8473,
    "bpf.hostLegacyRouting": True,
}
"""A network of Cilium's own beside the old one: another port than VXLAN of Canal (8472) and Calico (4789)."""
KUBE_PROXY: Values = {"kubeProxyReplacement": False}
"""While kube-proxy balances Services."""
LATER = (
    ("autoDirectNodeRoutes", True, False),
    ("encryption.enabled", True, False),
    ("enableIPv4BIGTCP", True, False),
    ("enableIPv6BIGTCP", True, False),
    ("bandwidthManager.bbr", True, False),
    ("bpf.datapathMode", None, "veth"),
    ("endpointRoutes.enabled", True, False),
    ("loadBalancer.mode", None, "snat"),
    ("loadBalancer.dsrDispatch", None, None),
)
"""(path, final value that is in the way or None for any, value until then): needs native or BPF host routing, needs
another tunnel, or cuts traffic between old and new nodes."""
NEEDS_REPLACEMENT = (
    ("bpf.masquerade", True, False),
    ("gatewayAPI.enabled", True, False),
    ("ingressController.enabled", True, False),
    ("l2announcements.enabled", True, False),
    ("egressGateway.enabled", True, False),
    ("localRedirectPolicies.enabled", True, False),
    ("loadBalancer.acceleration", None, "disabled"),
)


def hybrid(facts: Facts) -> Values:
    """Two networks side by side."""
    return {**HYBRID, **beside(facts)}


def beside(facts: Facts) -> Values:
    """Every pod is Cilium's; the network between nodes is still the one of the migration."""
    return {**OVERLAY, **_until(facts, LATER)}


def proxied(facts: Facts) -> Values:
    """kube-proxy still balances Services."""
    return {**KUBE_PROXY, **_until(facts, NEEDS_REPLACEMENT)}


def patch(facts: Facts, values: Values) -> File:
    """The overlay; one that says nothing is to be deleted instead."""
    release = {
        "apiVersion": "helm.toolkit.fluxcd.io/v2",
        "kind": "HelmRelease",
        "metadata": {"name": "cilium", "namespace": facts.flux},
        "spec": {"values": _nested({k: v for k, v in values.items() if facts.at(k) != v})},
    }
    return File(path(facts), (release,))


def path(facts: Facts) -> str:
    return f"{facts.overlays}/cilium/migration.patch.yaml"


def _until(facts: Facts, table: tuple[tuple[str, Any, Any], ...]) -> Values:
    return {
        path: until
        for path, final, until in table
        if (facts.at(path) == final if final is not None else facts.at(path) not in (None, until))
    }


def _nested(values: Values) -> Values:
    tree: Values = {}
    for path in sorted(values):
        *parents, last = path.split(".")
        here = tree
        for key in parents:
            here = here.setdefault(key, {})
        here[last] = values[path]
    return tree
