"""A BGP cluster config with what its references lead to."""

from typing import cast

from tests.reality.document import Document, at, copied, entries
from tests.reality.flatten import EVERYTHING, Fields, flatten


def cluster_config(cluster: Document, documents: list[Document]) -> Fields:
    """The cluster config with each peer's config and the advertisements it selects in the place of the references."""
    spec = copied(entries(cluster.get("spec")))
    configs = {str(at(d, "metadata.name")): d for d in documents if d.get("kind") == "CiliumBGPPeerConfig"}
    offered = [d for d in documents if d.get("kind") == "CiliumBGPAdvertisement"]
    for instance in cast("list[Document]", spec.get("bgpInstances", [])):
        for peer in cast("list[Document]", instance.get("peers", [])):
            name = str(entries(peer.pop("peerConfigRef", None)).get("name", ""))
            peer.setdefault("peerAddress", "discovered")
            config = copied(entries(configs.get(name, {}).get("spec")))
            for family in cast("list[Document]", config.get("families", [])):
                wanted = entries(family.get("advertisements"))
                family["advertisements"] = [
                    advertised(entry)
                    for d in offered
                    if selected(wanted, entries(at(d, "metadata.labels")))
                    for entry in cast("list[Document]", at(d, "spec.advertisements"))
                ]
            peer["config"] = config or "none"
    return flatten(spec, "spec")


def selected(selector: Document, labels: Document) -> bool:
    """Whether a label selector selects; an absent one selects no advertisement, as Cilium has it."""
    expressions = cast("list[Document]", selector.get("matchExpressions") or [])
    if any(expression["operator"] != "In" for expression in expressions):
        raise ValueError(f"{selector} selects advertisements in a way that is not read here")
    return bool(selector) and all(
        labels.get(str(key)) in wanted
        for key, wanted in [
            *((key, [value]) for key, value in entries(selector.get("matchLabels")).items()),
            *((e["key"], cast("list[object]", e["values"])) for e in expressions),
        ]
    )


def advertised(entry: Document) -> Document:
    """An empty selector of Services selects all of them, as the expression on an unused label does."""
    return {**entry, "selector": EVERYTHING} if entry.get("selector") == {} else entry
