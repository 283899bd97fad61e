"""What selectors of pools and announcements see of a gateway's Service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.core.exposure import NAME, NAMESPACE
from generator.core.gateways import OF_GATEWAY, OWNER, is_cilium, service_labels
from generator.core.graph import Graph, Object
from generator.core.selector import Requirement, satisfying, select

Selecting = tuple[Requirement, ...]
"""Of Services; () takes all."""
_GIVEN = (NAME, NAMESPACE, OWNER, OF_GATEWAY)


def selects(graph: Graph, selector: Selecting, gateway: Object) -> bool:
    """Whether a selector of Services takes a gateway's."""
    labels = service_labels(gateway)
    keys = {key for key, _, _ in selector}
    if not is_cilium(graph, gateway) and not keys <= labels.keys():
        return True  # another controller may label its Service as it likes
    return select(selector, labels)


def by_labels(selector: Selecting, gateway: Object) -> bool:
    """Whether labels of its own could let a selector take a gateway: its name and namespace are no labels to choose."""
    return bool(selector) and select((term for term in selector if term[0] in _GIVEN), service_labels(gateway))


def wanted(selectors: Iterable[Selecting], gateway: Object) -> Iterator[str]:
    """Labels in YAML, for each of these selectors that labels can let take a gateway."""
    for selector in selectors:
        if by_labels(selector, gateway):
            labels = satisfying(term for term in selector if term[0] not in _GIVEN)
            yield f"{{{', '.join(f'{key}: {value}' for key, value in labels.items())}}}"
