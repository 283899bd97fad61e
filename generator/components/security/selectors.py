"""Selectors as Cilium's policies write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.components.security.units import EVERY, NAMESPACE, NAMESPACE_LABELS
from generator.core.artifact import Json
from generator.core.selector import Requirement, Selector

BY_NAME = "kubernetes.io/metadata.name"
"""Label with its name that Kubernetes puts on every namespace."""
DNS: Json = {"matchLabels": {NAMESPACE: "kube-system", "k8s-app": "kube-dns"}}
"""The cluster's DNS as all four distributions label it."""


def in_namespace(namespace: str | None, labels: Mapping[str, str]) -> Json:
    """Pods of one namespace, of every one (`*`), or of the policy's own (None)."""
    spec: Json = {}
    wanted = {**({NAMESPACE: namespace} if namespace not in (None, EVERY) else {}), **labels}
    if wanted:
        spec["matchLabels"] = wanted
    if namespace == EVERY:
        spec["matchExpressions"] = [{"key": NAMESPACE, "operator": "Exists"}]
    return spec


def pods(selector: Selector | None, namespace: str | None) -> Json:
    """The same with a selector of any operators."""
    spec = selector.spec() if selector is not None else {}
    place = in_namespace(namespace, {})
    merged: Json = {}
    labels = {**place.get("matchLabels", {}), **spec.get("matchLabels", {})}
    expressions = [*place.get("matchExpressions", ()), *spec.get("matchExpressions", ())]
    if labels:
        merged["matchLabels"] = labels
    if expressions:
        merged["matchExpressions"] = expressions
    return merged


def of_namespaces(selector: Selector) -> Json:
    """Pods by labels of their namespace. Never `{}`: that would select gateways and health checks too."""
    terms = [_term(*requirement) for requirement in selector.requirements]
    if not any(term["operator"] in ("In", "Exists") for term in terms):
        terms.insert(0, {"key": NAMESPACE, "operator": "Exists"})
    return {"matchExpressions": terms}


def _term(key: str, operator: str, values: tuple[str, ...]) -> Json:
    label = NAMESPACE if key == BY_NAME else f"{NAMESPACE_LABELS}{key}"
    term: Json = {"key": label, "operator": operator}
    return {**term, "values": list(values)} if values else term


def named(selector: Selector) -> tuple[str, ...]:
    """The namespaces that a selector can only mean, when it says their names; else ()."""
    for key, operator, values in selector.requirements:
        if key == BY_NAME and operator == "In":
            return tuple(sorted(set(values)))
    return ()


def opposite(requirement: Requirement) -> Requirement:
    """What holds where a requirement does not."""
    key, operator, values = requirement
    return key, {"In": "NotIn", "NotIn": "In", "Exists": "DoesNotExist", "DoesNotExist": "Exists"}[operator], values


def spelled(requirements: Iterable[Requirement]) -> Json:
    """A selector of these terms."""
    terms = [
        {"key": key, "operator": operator, **({"values": list(values)} if values else {})}
        for key, operator, values in requirements
    ]
    return {"matchExpressions": terms} if terms else {}
