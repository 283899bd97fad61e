"""`metadata`, as the API server decodes and judges it (apimachinery's `ValidateObjectMetaAccessor`, 1.36)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from generator.core.schema.crd import Json, Kind
from generator.core.schema.finding import Finding, Step
from generator.core.schema.scalars import shown
from generator.core.schema.structural import Compiler
from generator.core.schema.syntax import (
    bad_key,
    bad_label_name,
    bad_label_value,
    bad_path_segment,
    bad_subdomain,
)

Name = Callable[[str], str | None]

RULES: dict[str, Name] = {
    "Namespace": bad_label_name,
    "Service": bad_label_name,  # before 1.34: a label that starts with a letter
    "PodDisruptionBudget": bad_path_segment,
    "StatefulSet": bad_label_name,
    "CronJob": lambda name: bad_subdomain(name) or (len(name) > 52 and "has more than 52 characters") or None,
    "Job": lambda name: bad_subdomain(name) or (len(name) > 63 and "has more than 63 characters") or None,  # a label
    "Role": bad_path_segment,
    "RoleBinding": bad_path_segment,
    "ClusterRole": bad_path_segment,
    "ClusterRoleBinding": bad_path_segment,
}
"""Built-in kinds whose names are not DNS subdomains (`pkg/apis/*/validation` of Kubernetes 1.36)."""

ANNOTATION_BYTES = 256 * 1024
_STRING: Json = {"type": "string"}
_STRINGS: Json = {"type": "object", "additionalProperties": _STRING}
METADATA: Json = {
    "type": "object",
    "properties": {
        "annotations": _STRINGS,
        "creationTimestamp": {"type": "string", "format": "date-time"},
        "deletionGracePeriodSeconds": {"type": "integer", "format": "int64"},
        "deletionTimestamp": {"type": "string", "format": "date-time"},
        "finalizers": {"type": "array", "items": _STRING},
        "generateName": _STRING,
        "generation": {"type": "integer", "format": "int64"},
        "labels": _STRINGS,
        "managedFields": {"type": "array", "items": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
        "name": _STRING,
        "namespace": _STRING,
        "ownerReferences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "apiVersion": _STRING,
                    "blockOwnerDeletion": {"type": "boolean"},
                    "controller": {"type": "boolean"},
                    "kind": _STRING,
                    "name": _STRING,
                    "uid": _STRING,
                },
                "required": ["apiVersion", "kind", "name", "uid"],
            },
        },
        "resourceVersion": _STRING,
        "selfLink": _STRING,
        "uid": _STRING,
    },
}
_SHAPE = Compiler(native=True).check(METADATA)


def check_metadata(document: Json, kind: Kind, *, namespaced: bool) -> Iterator[Finding]:
    """Yield what is wrong with `metadata`; `namespaced` asks for a namespace if the kind has one.

    A namespace on a cluster-scoped object is no finding: the API server drops it.
    """
    metadata = document.get("metadata") or {}
    problems = _SHAPE(document.get("metadata"))
    for problem in problems or ():
        fault = problem.fault
        path: tuple[Step, ...] = ("metadata", *reversed(problem.path))
        yield Finding(path, f"schema/{fault.code}", fault.message, fault.hint)
    if problems or not isinstance(metadata, dict):
        return
    if kind.scope == "File":
        return
    yield from _name(metadata, RULES.get(kind.kind, bad_subdomain) if kind.native else bad_subdomain)
    if namespaced and kind.scope == "Namespaced":
        yield from _namespace(metadata)
    yield from _labels(metadata)
    yield from _annotations(metadata)
    for index, finalizer in enumerate(metadata.get("finalizers") or ()):
        yield from _judged(("metadata", "finalizers", index), "schema/name", finalizer, bad_key)


def _name(metadata: Json, rule: Name) -> Iterator[Finding]:
    name, prefix = metadata.get("name"), metadata.get("generateName")
    if not name and not prefix:
        yield Finding(("metadata", "name"), "schema/required", "required field `name` is missing", "name the object")
    if name:
        yield from _judged(("metadata", "name"), "schema/name", name, rule)
    if prefix:
        yield from _judged(("metadata", "generateName"), "schema/name", prefix.removesuffix("-") + "x", rule)


def _namespace(metadata: Json) -> Iterator[Finding]:
    namespace = metadata.get("namespace")
    if namespace:
        yield from _judged(("metadata", "namespace"), "schema/name", namespace, bad_label_name)
    else:
        yield Finding(
            ("metadata", "namespace"),
            "schema/namespace",
            "an object of a namespaced kind has no namespace",
            "set `metadata.namespace`",
        )


def _labels(metadata: Json) -> Iterator[Finding]:
    for key, value in (metadata.get("labels") or {}).items():
        yield from _judged(("metadata", "labels", key), "schema/label", key, bad_key)
        yield from _judged(("metadata", "labels", key), "schema/label", value or "", bad_label_value)


def _annotations(metadata: Json) -> Iterator[Finding]:
    annotations = metadata.get("annotations") or {}
    for key in annotations:
        yield from _judged(("metadata", "annotations", key), "schema/label", key, lambda text: bad_key(text.lower()))
    size = sum(len(key.encode()) + len((value or "").encode()) for key, value in annotations.items())
    if size > ANNOTATION_BYTES:
        message = f"annotations hold {size} bytes, at most {ANNOTATION_BYTES} are allowed"
        yield Finding(("metadata", "annotations"), "schema/bounds", message)


def _judged(path: tuple[Step, ...], code: str, value: Any, rule: Name) -> Iterator[Finding]:
    fault = rule(value)
    if fault:
        yield Finding(path, code, f"{shown(value)} {fault}")
