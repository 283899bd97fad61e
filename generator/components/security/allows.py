"""Allows that follow from the traffic which components say they need: in force before anything is refused.

Each sets `enableDefaultDeny` to false in both directions, or it would itself be the deny.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from generator.components.cilium import CLUSTERWIDE
from generator.components.security import ports, selectors
from generator.components.security.compiling import asking
from generator.components.security.units import ADDITIVE, ALLOWS, API, EVERY
from generator.core.artifact import Json, Manifest, manifest
from generator.core.offer import Flow, Peer
from generator.core.scalar import Port

Subject = tuple[str, tuple[tuple[str, str], ...]]
"""(namespace, labels), or ("", ()) for gateways of Cilium."""
INGRESS: Subject = ("", ())
GATEWAYS: Json = {"matchExpressions": [{"key": "reserved:ingress", "operator": "Exists"}]}


class Apart(Struct, frozen=True):
    """A flow that not all pods of its source may start: specs of its own say who may.

    They stand in the object that would have said it, so that no pod is without its allow while Flux applies.
    """

    flow: Flow
    specs: tuple[Json, ...]


def allows(flows: Iterable[Flow], apart: Apart | None = None) -> Iterator[Manifest]:
    """One policy for each group of pods that a flow starts or ends at. Cluster-wide: no namespace has to exist first."""
    ends: dict[Subject, dict[str, list[tuple[Flow, Peer]]]] = {}
    for flow in flows:
        for direction, here, there in (("egress", flow.source, flow.target), ("ingress", flow.target, flow.source)):
            for subject in subjects(here) if direction == "ingress" or not apart or flow != apart.flow else ():
                ends.setdefault(subject, {}).setdefault(direction, []).append((flow, there))
    names = _named(ends)
    for subject in sorted(ends):
        found = ends[subject]
        rules = {d: rule for d in ("ingress", "egress") if (rule := rules_for(d, found.get(d, ())))}
        if not rules:
            continue
        said = tuple({id(flow): flow for direction in found for flow, _ in found[direction]}.values())
        about = tuple({id(one): one for flow in said for one in flow.about}.values())
        spec = {
            "description": "; ".join(dict.fromkeys(flow.why for flow in said)),
            "endpointSelector": selector(subject),
            "enableDefaultDeny": ADDITIVE,
            **rules,
        }
        more: Json = {}
        if apart is not None and subject in subjects(apart.flow.source):
            said = (*said, apart.flow)
            more = {"specs": list(apart.specs)} if apart.specs else {}
        yield manifest(
            ALLOWS, _file(subject), API, CLUSTERWIDE, names[subject], spec=spec, about=(*about, *said), **more
        )


def subjects(peer: Peer) -> Iterator[Subject]:
    """The groups of pods that a peer is: policies are about pods and gateways, nodes only with the host firewall."""
    if peer.namespace is not None:
        yield str(peer.namespace), tuple(sorted(peer.labels.items()))
    elif "ingress" in peer.entities:
        yield INGRESS


def selector(subject: Subject) -> Json:
    """The endpointSelector of a subject."""
    namespace, labels = subject
    return selectors.in_namespace(namespace, dict(labels)) if namespace else GATEWAYS


def rules_for(direction: str, found: Iterable[tuple[Flow, Peer]]) -> list[Json]:
    """Peers of one kind with the same ports share a rule; no ports means all of them."""
    word = "from" if direction == "ingress" else "to"
    wanted: dict[tuple[str, str], tuple[Any, frozenset[str]]] = {}
    for flow, peer in found:
        for kind, entry in _entries(peer):
            _, known = wanted.get((kind, repr(entry)), (entry, frozenset(flow.ports)))
            limits = known | frozenset(flow.ports) if known and flow.ports else frozenset()
            wanted[kind, repr(entry)] = (entry, limits)
    shared: dict[tuple[str, tuple[str, ...]], list[Any]] = {}
    for (kind, _), (entry, limits) in sorted(wanted.items(), key=lambda item: item[0]):
        if kind != "FQDNs" or word == "to":  # names are only known of what is called, never of who calls
            shared.setdefault((kind, tuple(sorted(limits, key=_order))), []).append(entry)
    rules: list[Json] = []
    for (kind, ordered), entries in sorted(shared.items(), key=lambda item: (item[0][0], [*map(_order, item[0][1])])):
        lists = ports.lists(Port(limit) for limit in ordered)
        rules.append({f"{word}{kind}": entries, **({"toPorts": lists} if lists else {})})
    return [*rules, asking(("*",))] if any(kind == "FQDNs" for kind, _ in shared) else rules


def _entries(peer: Peer) -> Iterator[tuple[str, Any]]:
    """A peer in Cilium's words, entry by entry."""
    if peer.namespace is not None:
        yield "Endpoints", selectors.in_namespace(peer.namespace, dict(sorted(peer.labels.items())))
    yield from (("Entities", entity) for entity in peer.entities)
    yield from (("CIDR", cidr) for cidr in peer.cidrs)
    yield from (("FQDNs", {"matchPattern" if "*" in name else "matchName": name}) for name in peer.fqdns)


def _order(port: str) -> tuple[int, str]:
    return Port(port).number or 0, port


def _named(subjects: Iterable[Subject]) -> dict[Subject, str]:
    """A name for each: its namespace and the values of its labels (of `x/y: true` the y). Of equal ones later are counted."""
    names: dict[Subject, str] = {}
    taken: dict[str, int] = {}
    for subject in sorted(subjects):
        namespace, labels = subject
        parts = [namespace if namespace != EVERY else "any"]
        said = dict.fromkeys(key.rpartition("/")[2] if value == "true" else value for key, value in labels)
        parts += [value for value in said if value != namespace]
        plain = f"allow-{'-'.join(map(_plain, parts))}" if namespace else "allow-gateways"
        taken[plain] = taken.get(plain, 0) + 1
        names[subject] = plain if taken[plain] == 1 else f"{plain}-{taken[plain]}"
    return names


def _plain(text: str) -> str:
    """As the name of an object takes it."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _file(subject: Subject) -> str:
    namespace = subject[0]
    return {"": "gateways", EVERY: "all-namespaces"}.get(namespace, namespace)
