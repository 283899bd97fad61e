"""Kubernetes' NetworkPolicy in Cilium's words, so that one judge judges both.

pkg/k8s/network_policy.go of Cilium 1.20: its rules always enforce; a missing protocol is TCP; `from: []` is anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.security.units import NAMESPACE, NAMESPACE_LABELS
from generator.components.security.verdict import SIDES, Policy, policies
from generator.core.artifact import Json
from generator.core.graph import Graph


def everything(graph: Graph) -> Iterator[Policy]:
    """Every policy that the agent enforces, whoever wrote it and in whichever kind."""
    yield from policies(graph)
    for item in graph.of("NetworkPolicy", "networking.k8s.io"):
        yield Policy(item, translated(item.spec))


def translated(spec: Json) -> Json:
    """The spec of a NetworkPolicy as that of a CiliumNetworkPolicy."""
    result: Json = {"endpointSelector": spec.get("podSelector") or {}}
    types = spec.get("policyTypes") or ["Ingress"]
    for direction, word in SIDES.items():
        rules = spec.get(direction) or []
        found = [one for rule in rules for one in _rules(rule, word)]
        if found or direction.capitalize() in types:
            result[direction] = found or [{}]
    return result


def _rules(rule: Json, word: str) -> Iterator[Json]:
    limits = [_port(port) for port in rule.get("ports") or ()]
    ports: Json = {"toPorts": [{"ports": limits}]} if limits else {}
    peers = rule.get(word) or ()
    if not peers:
        yield {**({} if limits else {f"{word}Entities": ["all"]}), **ports}
    for peer in peers:
        if peer.get("ipBlock"):
            yield {f"{word}CIDRSet": [peer["ipBlock"]], **ports}
        else:
            yield {f"{word}Endpoints": [_selector(peer)], **ports}


def _selector(peer: Json) -> Json:
    pods, spaces = peer.get("podSelector") or {}, peer.get("namespaceSelector")
    labels: Json = dict(pods.get("matchLabels") or {})
    terms: list[Json] = list(pods.get("matchExpressions") or ())
    if spaces is not None:
        labels |= {f"{NAMESPACE_LABELS}{key}": value for key, value in (spaces.get("matchLabels") or {}).items()}
        terms += [{**term, "key": f"{NAMESPACE_LABELS}{term['key']}"} for term in spaces.get("matchExpressions") or ()]
        if not spaces.get("matchLabels") and not spaces.get("matchExpressions"):
            terms.append({"key": NAMESPACE, "operator": "Exists"})
    return {"matchLabels": labels, "matchExpressions": terms}


def _port(port: Json) -> dict[str, Any]:
    end = {"endPort": port["endPort"]} if port.get("endPort") else {}
    return {"port": str(port.get("port", 0)), "protocol": port.get("protocol", "TCP"), **end}
