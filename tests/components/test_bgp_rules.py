"""Rules meet trees that anybody wrote: whatever they find, they must not fail on it."""

from __future__ import annotations

import random
from typing import Any

from generator.components import bgp, pools
from generator.core.graph import Graph, Object

RULES = (*bgp.COMPONENT.rules, *pools.COMPONENT.rules)
WRONG: tuple[Any, ...] = (None, [], {}, "", "x", 7, True, [None], [{}], {"a": None}, [["b"]], {"matchLabels": ["c"]})
SELECTOR = {"matchLabels": {"a": "b"}, "matchExpressions": [{"key": "k", "operator": "NotIn", "values": ["v"]}]}
PEER = {"name": "p", "peerAddress": "10.0.0.1", "peerConfigRef": {"name": "c"}, "autoDiscovery": {"mode": "x"}}
TREE: tuple[dict[str, Any], ...] = (
    {
        "kind": "CiliumBGPClusterConfig",
        "metadata": {"name": "cc"},
        "spec": {"nodeSelector": SELECTOR, "bgpInstances": [{"name": "i", "peers": [PEER]}]},
    },
    {
        "kind": "CiliumBGPPeerConfig",
        "metadata": {"name": "c"},
        "spec": {"families": [{"afi": "ipv4", "advertisements": SELECTOR}]},
    },
    {
        "kind": "CiliumBGPAdvertisement",
        "metadata": {"name": "a", "labels": {"a": "b"}},
        "spec": {
            "advertisements": [
                {"advertisementType": "Service", "service": {"addresses": ["LoadBalancerIP"]}, "selector": SELECTOR}
            ]
        },
    },
    {
        "kind": "CiliumBGPNodeConfigOverride",
        "metadata": {"name": "n"},
        "spec": {"bgpInstances": [{"name": "i", "peers": [{"name": "p"}]}]},
    },
    {
        "kind": "CiliumLoadBalancerIPPool",
        "metadata": {"name": "p"},
        "spec": {"blocks": [{"cidr": "10.1.0.0/24"}, {"start": "10.2.0.1", "stop": "10.2.0.9"}], "serviceSelector": SELECTOR},
    },
    {"kind": "CiliumL2AnnouncementPolicy", "metadata": {"name": "l"}, "spec": {"loadBalancerIPs": True, "serviceSelector": SELECTOR}},
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "s", "labels": {"a": "b"}, "annotations": {"lbipam.cilium.io/ips": "10.1.0.7"}},
        "spec": {"type": "LoadBalancer", "loadBalancerIP": "10.1.0.8"},
    },
    {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "Gateway",
        "metadata": {"name": "g"},
        "spec": {"gatewayClassName": "cilium", "addresses": [{"value": "10.1.0.7"}], "infrastructure": {"annotations": {"a": "b"}}},
    },
    {
        "apiVersion": "helm.toolkit.fluxcd.io/v2",
        "kind": "HelmRelease",
        "metadata": {"name": "cilium"},
        "spec": {"chart": {"spec": {"chart": "cilium"}}, "values": {"bgpControlPlane": {"enabled": True}, "ipv4": {"enabled": True}}},
    },
)  # fmt: skip


def places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path below a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, child in inner for path in places(child, (*at, key)))]


def put(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    """A copy with `new` at `path`."""
    if not path:
        return new
    copied: Any = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = put(value[path[0]], path[1:], new)
    return copied


def objects(documents: list[dict[str, Any]]) -> Graph:
    return Graph(Object(document={"apiVersion": "cilium.io/v2", **d}, file="x.yaml") for d in documents)


def test_the_tree_is_clean_but_for_its_one_mistake() -> None:
    codes = {rule.code for rule in RULES for _ in rule.run(objects(list(TREE)))}

    assert codes == {"bgp/peer-address-unclear", "pools/address-wanted-twice"}


def test_rules_survive_any_wrong_value_anywhere() -> None:
    chosen = random.Random(7)  # noqa: S311 - a seeded choice of places, no secret
    for index, document in enumerate(TREE):
        for path in places(document)[1:]:
            if path[0] in ("kind", "apiVersion"):
                continue
            for wrong in chosen.sample(WRONG, 6):
                documents = [*TREE[:index], put(document, path, wrong), *TREE[index + 1 :]]
                graph = objects(documents)
                for rule in RULES:
                    list(rule.run(graph))
