"""What Hubble asks of others."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.hubble.alerts import alerts
from generator.components.hubble.dashboard import dashboard
from generator.components.hubble.settings import Settings
from generator.components.hubble.values import values
from generator.components.monitoring import COMPONENT as MONITORING
from generator.core.context import Context
from generator.core.offer import Flow, Metric, Offer, Peer, Port, Probe, RouteRequest, Unit

UNIT = "cilium/hubble"
NODES = Peer(entities=("host", "remote-node"))
API_SERVER = Peer(entities=("kube-apiserver",))


def offer(ctx: Context, hubble: Settings) -> Iterator[Offer]:
    """Chart values, the page's route, traffic, and what monitoring shows."""
    cilium = ctx.get(CILIUM)
    namespace = cilium.namespace if cilium else "kube-system"
    yield Unit(path=UNIT, about=(hubble,))
    yield from values(ctx, hubble)
    yield Port(port="4244/tcp", sources="nodes", why="Hubble's relay reads the flows of every node", about=(hubble,))
    yield Probe(name="hubble", kind="hubble", facts={"relay": hubble.relay}, about=(hubble,))
    if hubble.ui is not None and hubble.ui.host is not None:
        yield RouteRequest(
            name="hubble-ui",
            namespace=namespace,
            host=hubble.ui.host,
            gateways=hubble.ui.gateways,
            service="hubble-ui",
            port=80,
            annotations=dict(hubble.ui.annotations),
            unit=UNIT,
            pods={"k8s-app": "hubble-ui"},
            target_port=8081,
            about=(hubble.ui,),
        )
    yield from _flows(hubble, namespace)
    yield from _seen(ctx, hubble, namespace)


def _flows(hubble: Settings, namespace: str) -> Iterator[Flow]:
    """Ports of the pods (chart 1.18-1.20: templates/hubble-relay, hubble-ui, hubble/tls-cronjob)."""
    relay, page = (Peer(namespace=namespace, labels={"k8s-app": f"hubble-{name}"}) for name in ("relay", "ui"))
    if hubble.relay:
        why = "the relay reads the flows of every node"
        yield Flow(source=relay, target=NODES, ports=("4244",), why=why, about=(hubble,))
    if hubble.ui is not None:
        yield Flow(source=page, target=relay, ports=("4245",), why="the page reads flows", about=(hubble.ui,))
        yield Flow(source=page, target=API_SERVER, why="the page reads names of namespaces", about=(hubble.ui,))
    if hubble.tls == "cronJob":
        job = Peer(namespace=namespace, labels={"k8s-app": "hubble-generate-certs"})
        yield Flow(source=job, target=API_SERVER, why="certificates of Hubble are made", about=(hubble,))


def _seen(ctx: Context, hubble: Settings, namespace: str) -> Iterator[Offer]:
    monitoring = ctx.get(MONITORING)
    if monitoring is None or not hubble.metrics:
        return
    yield Metric(
        name="hubble",
        namespace=namespace,
        labels={"k8s-app": "hubble"},
        port="hubble-metrics",
        target="9965",
        unit=UNIT,
        host=True,
        about=(hubble,),
    )
    yield Port(port="9965/tcp", sources="prometheus", why="metrics of Hubble", about=(hubble,))
    if hubble.relay:
        labels = {"k8s-app": "hubble-relay"}
        yield Metric(
            name="hubble-relay", namespace=namespace, labels=labels, port="metrics", target="9966", unit=UNIT,
            about=(hubble,),
        )  # fmt: skip
    yield from alerts(hubble.metrics)
    yield dashboard(hubble.metrics)
