"""What selectors of pools and announcements see of a gateway's Service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.components.gateway_api.rules.found import is_cilium
from generator.core.exposure import NAME, NAMESPACE
from generator.core.graph import Graph, Object
from generator.core.selector import Requirement, satisfying, select

OWNER, GATEWAY = "io.cilium.gateway/owning-gateway", "gateway.networking.k8s.io/gateway-name"
Selecting = tuple[Requirement, ...]
"""Of Services; () takes all."""
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


def selects(graph: Graph, selector: Selecting, gateway: Object) -> bool:
    """Whether a selector of Services takes a gateway's."""
    labels = labels_of(gateway)
    keys = {key for key, _, _ in selector}
    if not is_cilium(graph, gateway) and not keys <= labels.keys():
        return True  # another controller may label its Service as it likes
    return select(selector, labels)


def by_labels(selector: Selecting, gateway: Object) -> bool:
    """Whether labels of its own could let a selector take a gateway: its name and namespace are no labels to choose."""
    return bool(selector) and select((term for term in selector if term[0] in _GIVEN), labels_of(gateway))


def wanted(selectors: Iterable[Selecting], gateway: Object) -> Iterator[str]:
    """Labels in YAML, for each of these selectors that labels can let take a gateway."""
    for selector in selectors:
        if by_labels(selector, gateway):
            labels = satisfying(term for term in selector if term[0] not in _GIVEN)
            yield f"{{{', '.join(f'{key}: {value}' for key, value in labels.items())}}}"
