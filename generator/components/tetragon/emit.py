"""The release of Tetragon, and its policies in a unit that waits for it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.flux import namespace_of_flux
from generator.components.tetragon.sets import ON_NODES, SETS, killing
from generator.components.tetragon.settings import Detection, Settings
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context
from generator.core.release import Release, release
from generator.core.selector import Requirement
from generator.core.values import items, offered, values

API = "cilium.io/v1alpha1"
UNIT, POLICIES = "security/tetragon", "security/runtime"
SOURCE = "https://helm.cilium.io"
BY_NAME = "kubernetes.io/metadata.name"
NAMESPACE = "k8s:io.kubernetes.pod.namespace"
"""Label by which Tetragon knows the namespace of a pod (docs, concepts/tracing-policy/k8s-filtering, 1.7)."""


def emit(ctx: Context, settings: Settings) -> Iterator[Manifest]:
    """The release, then a policy for each detection."""
    wanted = Release(
        unit=UNIT,
        name=settings.release,
        namespace=settings.namespace,
        chart_name="tetragon",
        default_source=SOURCE,
        version=settings.version,
        chart=settings.chart,
        values=values(offered(ctx, settings.release), settings.values, items(ctx, settings.release)),
        about=(settings,),
    )
    yield from release(ctx, wanted, namespace_of_flux(ctx))
    for detection in settings.detect:
        yield from _policies(detection)


def _policies(detection: Detection) -> Iterator[Manifest]:
    """In each namespace that is named, else one for the cluster."""
    names = named(detection)
    for namespace in names or (None,):
        yield manifest(
            POLICIES,
            "tracing-policies-namespaced" if namespace else "tracing-policies",
            API,
            "TracingPolicyNamespaced" if namespace else "TracingPolicy",
            detection.name,
            namespace=namespace,
            spec=_spec(detection, namespaced=bool(names)),
            about=(detection,),
        )


def named(detection: Detection) -> tuple[str, ...]:
    """The namespaces that can only be meant; () when there are others."""
    terms = detection.namespaces.requirements if detection.namespaces is not None else ()
    if all(key == BY_NAME and operator == "In" for key, operator, _ in terms) and len(terms) == 1:
        return tuple(sorted(set(terms[0][2])))
    return ()


def _spec(detection: Detection, *, namespaced: bool) -> Json:
    hooks = SETS[detection.name]
    spec: Json = {}
    terms: list[Requirement] = list(detection.pods.requirements) if detection.pods is not None else []
    if detection.namespaces is not None and not namespaced:
        terms += [(NAMESPACE, operator, values) for _, operator, values in detection.namespaces.requirements]
    if terms:
        spec["podSelector"] = {"matchExpressions": [_term(*term) for term in terms]}
    elif not namespaced and detection.name not in ON_NODES:
        spec["podSelector"] = {}  # all pods and no process of the node; left out it would mean both
    return {**spec, "kprobes": killing(hooks) if detection.action == "kill" else list(hooks)}


def _term(key: str, operator: str, values: tuple[str, ...]) -> Json:
    return {"key": key, "operator": operator, **({"values": list(values)} if values else {})}
