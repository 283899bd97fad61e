"""The statuses that other controllers would write, so that health checks see what they would see in a cluster.

Fields that are read: kstatus for the Flux kinds and workloads, the Gateway API's and cert-manager's conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.real.client import Document

TIME = "2026-01-01T00:00:00Z"

Write = Callable[[Document], Document]


def condition(document: Document, kind: str, reason: str = "Succeeded") -> Document:
    """A condition that is true of the object as it is now."""
    return {
        "type": kind,
        "status": "True",
        "reason": reason,
        "message": "written by the test",
        "lastTransitionTime": TIME,
        "observedGeneration": document["metadata"]["generation"],
    }


def is_ready(document: Document) -> bool:
    """Whether the object's Ready condition is true."""
    conditions = document.get("status", {}).get("conditions") or ()
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)


def ready(document: Document) -> Document:
    """Ready, and seen at its present generation: sources, releases, issuers, certificates."""
    generation = document["metadata"]["generation"]
    return {"observedGeneration": generation, "conditions": [condition(document, "Ready")]}


def _conditions(*kinds: str) -> Write:
    return lambda document: {"conditions": [condition(document, kind, kind) for kind in kinds]}


def _gateway(document: Document) -> Document:
    listeners = [
        {
            "name": listener["name"],
            "attachedRoutes": 0,
            "supportedKinds": [],
            "conditions": [condition(document, kind, kind) for kind in ("Accepted", "Programmed", "ResolvedRefs")],
        }
        for listener in document["spec"]["listeners"]
    ]
    return {
        "addresses": [{"type": "IPAddress", "value": "192.0.2.1"}],
        "conditions": [condition(document, kind, kind) for kind in ("Accepted", "Programmed")],
        "listeners": listeners,
    }


def _daemon_set(document: Document) -> Document:
    counts = ("currentNumberScheduled", "desiredNumberScheduled", "numberReady", "numberAvailable")
    return {
        "observedGeneration": document["metadata"]["generation"],
        "numberMisscheduled": 0,
        "updatedNumberScheduled": 1,
        **dict.fromkeys(counts, 1),
    }


def _replicas(document: Document) -> Document:
    wanted = document["spec"].get("replicas", 1)
    return {
        "observedGeneration": document["metadata"]["generation"],
        **dict.fromkeys(("replicas", "updatedReplicas", "readyReplicas", "availableReplicas"), wanted),
    }


def _deployment(document: Document) -> Document:
    available = condition(document, "Available", "MinimumReplicasAvailable")
    del available["observedGeneration"]
    return {**_replicas(document), "conditions": [available]}


def _load_balancer(document: Document) -> Document:
    if document["spec"].get("type") != "LoadBalancer":
        return {}
    return {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}


_GATEWAY_API, _CERT_MANAGER = "gateway.networking.k8s.io/v1", "cert-manager.io/v1"

# apiVersion, kind, the release whose controller writes it (none: it is always there), what it writes.
PLAYED: tuple[tuple[str, str, str, Write], ...] = (
    ("source.toolkit.fluxcd.io/v1", "OCIRepository", "", ready),
    ("source.toolkit.fluxcd.io/v1", "HelmRepository", "", ready),
    ("fluxcd.controlplane.io/v1", "FluxInstance", "", _conditions("Ready")),
    (_GATEWAY_API, "GatewayClass", "cilium", _conditions("Accepted")),
    (_GATEWAY_API, "Gateway", "cilium", _gateway),
    ("v1", "Service", "cilium", _load_balancer),
    (_CERT_MANAGER, "ClusterIssuer", "cert-manager", _conditions("Ready")),
    (_CERT_MANAGER, "Issuer", "cert-manager", _conditions("Ready")),
    (_CERT_MANAGER, "Certificate", "cert-manager", _conditions("Ready")),
    ("external-secrets.io/v1", "ExternalSecret", "external-secrets", _conditions("Ready")),
    ("apps/v1", "DaemonSet", "", _daemon_set),
    ("apps/v1", "Deployment", "", _deployment),
    ("apps/v1", "StatefulSet", "", _replicas),
)


def workload(check: Document) -> Document:
    """The smallest DaemonSet, Deployment or StatefulSet that a health check's name is about."""
    labels = {"app": check["name"]}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "none"}]}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    if check["kind"] == "StatefulSet":
        spec["serviceName"] = check["name"]
    meta = {"name": check["name"], "namespace": check.get("namespace", "default")}
    return {"apiVersion": check["apiVersion"], "kind": check["kind"], "metadata": meta, "spec": spec}


def needs(release: Document) -> Iterator[Document]:
    """What helm-controller waits for before it installs: the chart's source, values, other releases, a namespace.

    Yields heads of objects (apiVersion, kind, metadata); those of kind HelmRelease must be ready, too.
    """
    spec, here = release["spec"], release["metadata"]["namespace"]
    chart = spec.get("chartRef") or spec["chart"]["spec"]["sourceRef"]
    yield _head("source.toolkit.fluxcd.io/v1", chart["kind"], chart["name"], chart.get("namespace", here))
    for values in spec.get("valuesFrom", ()):
        if not values.get("optional"):
            yield _head("v1", values["kind"], values["name"], here)
    for other in spec.get("dependsOn", ()):
        yield _head("helm.toolkit.fluxcd.io/v2", "HelmRelease", other["name"], other.get("namespace", here))
    if not spec.get("install", {}).get("createNamespace"):
        yield _head("v1", "Namespace", spec.get("targetNamespace", here), "")


def _head(api: str, kind: str, name: str, namespace: str) -> Document:
    meta = {"name": name, "namespace": namespace} if namespace else {"name": name}
    return {"apiVersion": api, "kind": kind, "metadata": meta}
