"""Zero trust: namespaces, selected by label, in which nothing passes that is not said."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import CLUSTERWIDE
from generator.components.gateway_api import peers_of
from generator.components.monitoring import COMPONENT as MONITORING
from generator.components.security import selectors
from generator.components.security.compiling import spec
from generator.components.security.names import Lists
from generator.components.security.policy import Posture
from generator.components.security.settings import Settings, ZeroTrust
from generator.components.security.units import ADDITIVE, ALLOWS, API, EVERY, NAMESPACE_LABELS, POLICIES
from generator.core.artifact import Json, Manifest, manifest
from generator.core.context import Context
from generator.core.offer import Peer
from generator.core.selector import from_spec

LABEL = "infraflux.dev/"
"""Prefix of the namespace labels that turn a set on."""
_DNS = {"toPorts": [{"ports": [{"port": "53", "protocol": "ANY"}]}], "toEndpoints": [selectors.DNS]}


def zero_trust(ctx: Context, settings: Settings, listed: Lists) -> Iterator[Manifest]:
    """One policy per set. Traffic inside a namespace is allowed beside it (`spaces`), where its name is known."""
    for one in settings.zero_trust:
        yield manifest(
            POLICIES,
            "zero-trust",
            API,
            CLUSTERWIDE,
            f"zero-trust-{one.name}",
            spec=_spec(ctx, one, listed),
            about=(one,),
        )


def _spec(ctx: Context, one: ZeroTrust, listed: Lists) -> Json:
    """What gateways and monitoring need of these pods, the derived allows say; here is the deny, and what is written.

    Where some of them have a list of names, the derived allows also say who may ask for any (`names`).
    """
    subject = {"endpointSelector": selectors.of_namespaces(one.namespaces)}
    posture = Posture(ingress=True, egress=True)
    written = spec(ctx, subject, one.allow.ingress, one.allow.egress, posture)
    dns = [] if listed.touch(from_spec(subject["endpointSelector"])) else [_DNS]
    return {**written, "egress": [*dns, *filter(None, written["egress"])] or [{}]}


def _monitoring(ctx: Context) -> Iterator[tuple[str, list[object]]]:
    monitoring = ctx.get(MONITORING)
    if monitoring is not None:
        yield _entry(Peer(namespace=EVERY, labels=monitoring.scraper_labels))


def _entry(peer: Peer) -> tuple[str, list[object]]:
    if peer.entities:
        return "Entities", list(peer.entities)
    return "Endpoints", [selectors.in_namespace(peer.namespace, peer.labels)]


def labelled(ctx: Context, _settings: Settings) -> Iterator[Manifest]:
    """Known sets that a label of a namespace turns on, for applications that bring no policy of their own."""
    for name, rules in _sets(ctx):
        switch = {"key": f"{NAMESPACE_LABELS}{LABEL}{name}", "operator": "In", "values": ["true"]}
        yield manifest(
            ALLOWS,
            "by-namespace-label",
            API,
            CLUSTERWIDE,
            f"label-{name}",
            spec={
                "description": f"for namespaces labelled {LABEL}{name}=true",
                "endpointSelector": {"matchExpressions": [switch]},
                "enableDefaultDeny": ADDITIVE,
                **rules,
            },
            about=(_settings,),
        )


def _sets(ctx: Context) -> Iterator[tuple[str, Json]]:
    gateways = [{f"from{kind}": entries} for kind, entries in map(_entry, peers_of(ctx))]
    if gateways:
        yield "ingress-from-gateways", {"ingress": gateways}
    monitoring = [{f"from{kind}": entries} for kind, entries in _monitoring(ctx)]
    if monitoring:
        yield "ingress-from-monitoring", {"ingress": monitoring}
    yield "ingress-from-world", {"ingress": [{"fromEntities": ["world", "remote-node"]}]}
    yield "egress-to-apiserver", {"egress": [{"toEntities": ["kube-apiserver"]}]}
    yield "egress-to-cluster", {"egress": [{"toEntities": ["cluster"]}]}
    yield "egress-to-world", {"egress": [{"toEntities": ["world"]}]}
