"""The JSON schemas of Kubernetes' built-in kinds, in the words that CRDs use.

The input is a catalogue generated from Kubernetes' own OpenAPI: closed objects (`additionalProperties: false`), `null`
allowed wherever the Go field is a pointer, slice or map, and neither list types nor defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.core.schema.crd import Json, Kind

CLUSTER_SCOPED = frozenset({
    "APIService", "CSIDriver", "CSINode", "ClusterRole", "ClusterRoleBinding", "ComponentStatus",
    "CustomResourceDefinition", "IPAddress", "IngressClass", "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume",
    "PriorityClass", "ServiceCIDR", "StorageClass", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration", "VolumeAttachment", "VolumeAttributesClass",
})  # fmt: skip
"""Kinds without a namespace (Kubernetes API reference, 1.36); the catalogue does not say."""

NOT_MANIFESTS = frozenset({"APIGroup", "APIGroupList", "APIResourceList", "APIVersions", "Status", "Binding",
                           "ComponentStatus", "Eviction"})  # fmt: skip
"""Answers and sub-resources of the API: nobody keeps them in a repository."""

SPELLED = {
    kind.lower(): kind
    for kind in (
        *CLUSTER_SCOPED, "ConfigMap", "ControllerRevision", "CronJob", "CSIStorageCapacity", "DaemonSet", "Deployment",
        "EndpointSlice", "Endpoints", "Event", "Ingress", "Job", "Lease", "LeaseCandidate", "LimitRange",
        "NetworkPolicy", "PersistentVolumeClaim", "Pod", "PodDisruptionBudget", "PodGroup", "PodTemplate", "ReplicaSet",
        "ReplicationController", "ResourceQuota", "Role", "RoleBinding", "Secret", "Service", "ServiceAccount",
        "StatefulSet", "Workload", *NOT_MANIFESTS,
    )
}  # fmt: skip


def native_kinds(group: str, stem: str, schema: Mapping[str, Any]) -> Iterator[Kind]:
    """Yield the kind of one file `GROUP/KIND_VERSION.json`; nothing for lists and for what is no manifest."""
    lowered, _, version = stem.rpartition("_")
    if lowered.endswith("list") and lowered.removesuffix("list") in SPELLED:
        return
    kind = SPELLED[lowered]
    if kind in NOT_MANIFESTS:
        return
    yield Kind(
        api_version=version if group == "core" else f"{group}/{version}",
        kind=kind,
        scope="Cluster" if kind in CLUSTER_SCOPED else "Namespaced",
        schema=_node({**schema, "properties": {k: v for k, v in schema["properties"].items() if k != "metadata"}}),
        singular=lowered,
        native=True,
    )


def _node(node: Mapping[str, Any]) -> Json:
    """Return one schema node; every node of a built-in kind takes null, so that is not repeated."""
    if "oneOf" in node:  # the catalogue writes IntOrString and Quantity as a choice of string, integer (and null)
        return {"x-kubernetes-int-or-string": True}
    types = node.get("type", "object")
    name = types if isinstance(types, str) else next(t for t in types if t != "null")
    kept: Json = {"type": name}
    if "format" in node:
        kept["format"] = node["format"]
    if "properties" in node:
        kept["properties"] = {key: _node(child) for key, child in sorted(node["properties"].items())}
    if "items" in node:
        kept["items"] = _node(node["items"])
    if isinstance(node.get("additionalProperties"), dict):
        kept["additionalProperties"] = _node(node["additionalProperties"])
    if "required" in node:
        kept["required"] = node["required"]
    if name == "object" and not {"properties", "additionalProperties"} & kept.keys():
        kept = {"x-kubernetes-preserve-unknown-fields": True}  # raw JSON: RawExtension, JSON, FieldsV1
    return kept
