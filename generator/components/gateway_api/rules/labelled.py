"""What selectors of pools and announcements see of a gateway's Service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from generator.components.gateway_api.rules.found import is_cilium
from generator.core.exposure import NAME, NAMESPACE
from generator.core.graph import Graph, Object
from generator.core.selector import from_spec, holds, satisfying

OWNER, GATEWAY = "io.cilium.gateway/owning-gateway", "gateway.networking.k8s.io/gateway-name"
_GIVEN = (NAME, NAMESPACE, OWNER, GATEWAY)


def labels_of(gateway: Object) -> dict[str, str]:
    """Labels of the Service that Cilium makes (operator/pkg/model/translation/gateway-api/translator.go)."""
    infrastructure = gateway.spec.get("infrastructure") or {}
    return {
        OWNER: gateway.name,
        GATEWAY: gateway.name,
        NAME: f"cilium-gateway-{gateway.name}",
        NAMESPACE: gateway.namespace or "",
        **{str(key): str(value) for key, value in (infrastructure.get("labels") or {}).items()},
    }


def selects(graph: Graph, selector: Any, gateway: Object) -> bool:
    """Whether a selector of Services takes a gateway's; an absent one takes all."""
    if not selector:
        return True
    labels = labels_of(gateway)
    keys = {key for key, _, _ in from_spec(selector)}
    if not is_cilium(graph, gateway) and not keys <= labels.keys():
        return True  # another controller may label its Service as it likes
    return all(holds(requirement, labels) for requirement in from_spec(selector))


def by_labels(selector: Any, gateway: Object) -> bool:
    """Whether labels of its own could let a selector take a gateway: its name and namespace are no labels to choose."""
    terms, labels = from_spec(selector or {}), labels_of(gateway)
    return bool(terms) and all(holds(term, labels) for term in terms if term[0] in _GIVEN)


def wanted(selectors: Iterable[Any], gateway: Object) -> Iterator[str]:
    """Labels in YAML, for each of these selectors that labels can let take a gateway."""
    for selector in selectors:
        if by_labels(selector, gateway):
            labels = satisfying(term for term in from_spec(selector) if term[0] not in _GIVEN)
            yield f"{{{', '.join(f'{key}: {value}' for key, value in labels.items())}}}"
