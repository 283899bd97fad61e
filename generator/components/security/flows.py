"""Traffic that every cluster needs, whatever else runs in it, and what each component says it needs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.components.gateway_api import COMPONENT as GATEWAY_API
from generator.components.gateway_api import request_flows
from generator.components.monitoring import COMPONENT as MONITORING
from generator.components.security.units import EVERY
from generator.core.context import Context
from generator.core.offer import Flow, Metric, Peer

PODS = Peer(namespace=EVERY)
DNS = Peer(namespace="kube-system", labels={"k8s-app": "kube-dns"})
NODES = Peer(entities=("host", "remote-node"))
API_SERVER = Peer(entities=("kube-apiserver",))
RESOLVE = Flow(source=PODS, target=DNS, ports=("53/udp", "53/tcp"), why="pods resolve names")


def generic() -> Iterator[Flow]:
    """What no component says because all need it.

    Nodes: kubelet's probes come from the pod's own node, which Cilium always lets in; calls of the API server (webhooks,
    aggregated APIs) and, with native routing, traffic that another node forwards come from `remote-node`
    (Documentation/security/policy/caveats.rst, Cilium 1.20).
    """
    yield RESOLVE
    yield Flow(source=NODES, target=DNS, ports=RESOLVE.ports, why="nodes resolve names")
    yield Flow(source=DNS, target=API_SERVER, why="DNS reads Services")
    yield Flow(
        source=DNS, target=Peer(entities=("host", "world")), ports=RESOLVE.ports, why="DNS asks its own resolvers"
    )
    yield Flow(source=NODES, target=PODS, why="probes, webhooks and forwarded traffic come from nodes")


def every(ctx: Context) -> tuple[Flow, ...]:
    """All traffic that must survive a default deny."""
    return ctx.part(_every)


def _every(ctx: Context) -> tuple[Flow, ...]:
    return tuple(ctx.remember(_found, partial(_found, ctx)))  # clusters whose gateways differ in hosts alone share them


def _found(ctx: Context) -> list[Flow]:
    gateways = ctx.get(GATEWAY_API)
    requested = request_flows(ctx, gateways) if gateways is not None else ()
    return [*generic(), *ctx.offers(Flow), *requested, *_scraping(ctx)]


def _scraping(ctx: Context) -> Iterator[Flow]:
    """Prometheus finds its targets through the API server and reads them wherever they are."""
    monitoring = ctx.get(MONITORING)
    if monitoring is None:
        return
    prometheus = Peer(namespace=EVERY, labels=monitoring.scraper_labels)
    yield Flow(source=prometheus, target=API_SERVER, why="Prometheus finds its targets", about=(monitoring,))
    everywhere = Peer(entities=("cluster",))
    yield Flow(source=prometheus, target=everywhere, why="Prometheus reads its targets", about=(monitoring,))
    for metric in ctx.offers(Metric):
        if not metric.host:
            pods = Peer(namespace=metric.namespace, labels=metric.labels)
            why = f"Prometheus reads {metric.name}"
            yield Flow(source=prometheus, target=pods, ports=(metric.target,), why=why, about=metric.about)
