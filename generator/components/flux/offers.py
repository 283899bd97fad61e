"""What Flux gives to others: versions, Secrets that it reads, routes that it wants, traffic that it needs."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.flux import addresses
from generator.components.flux.emit import CHART, OPERATOR, ROUTES
from generator.components.flux.policies import PAGE, PAGE_PORT, RECEIVER, RECEIVER_PORT, UNIT
from generator.components.flux.settings import Settings
from generator.core.context import Context
from generator.core.offer import (
    ChartValue,
    Flow,
    Metric,
    Offer,
    Peer,
    RouteRequest,
    SecretRef,
    Sync,
    Unit,
    Upstream,
    Variable,
)
from generator.core.release import origin


def offer(ctx: Context, flux: Settings) -> Iterator[Offer]:
    """Everything at once; each part is small."""
    yield Sync(namespace=flux.namespace, source=flux.source, after=dict(flux.after), about=(flux,))
    for variable in flux.variables:
        yield Variable(name=variable.name, example=variable.stand_in, about=(variable,))
    if flux.version[:1].isdigit() and not any(c in flux.version for c in "x*<>~^ "):
        yield Upstream(project="flux", version=flux.version, about=(flux,))
    if flux.operator is not None:
        yield Upstream(project=OPERATOR, version=flux.operator.version.bare, about=(flux.operator,))
        yield origin(ctx, flux.operator.chart, OPERATOR, CHART)
    if flux.install == "operator":
        yield ChartValue(release=OPERATOR, path="web.enabled", value=flux.ui is not None, about=(flux,))
    yield from _secrets(flux)
    yield from _routes(flux)
    yield from _flows(flux)
    yield Metric(
        name="flux", namespace=flux.namespace, labels={}, port="http-prom", target="8080", pods=True, about=(flux,)
    )


def _secrets(flux: Settings) -> Iterator[SecretRef]:
    if flux.credentials is not None and flux.install != "existing":
        keys = ("identity", "known_hosts") if addresses.over_ssh(flux) else ("username", "password")
        yield SecretRef(
            name=flux.credentials.secret, namespace=flux.namespace, keys=keys,
            why="Flux reading the repository", about=(flux.credentials,),
        )  # fmt: skip
    if flux.decryption is not None:
        yield SecretRef(
            name=flux.decryption.secret, namespace=flux.namespace, keys=("age.agekey",),
            why="Flux decrypting SOPS files", about=(flux.decryption,),
        )  # fmt: skip
    if flux.webhook is not None:
        yield SecretRef(
            name=flux.webhook.secret, namespace=flux.namespace, keys=("token",), unit=ROUTES,
            why="callers of the webhook proving themselves", about=(flux.webhook,),
        )  # fmt: skip
    for variable in flux.variables:
        if variable.secret is not None:
            yield SecretRef(
                name=variable.secret, namespace=flux.namespace, keys=(variable.name,),
                why=f"${{{variable.name}}}", about=(variable,),
            )  # fmt: skip


def _routes(flux: Settings) -> Iterator[Offer]:
    if flux.webhook is not None:
        yield Unit(path=ROUTES, about=(flux.webhook,))
        yield RouteRequest(
            name="flux-webhook", namespace=flux.namespace, host=flux.webhook.host, gateways=flux.webhook.gateways,
            service="webhook-receiver", port=80, path="/hook/", annotations=flux.webhook.annotations,
            unit=ROUTES, pods=RECEIVER, target_port=RECEIVER_PORT, about=(flux.webhook,),
        )  # fmt: skip
    if flux.ui is not None:
        yield RouteRequest(
            name="flux-ui", namespace=flux.namespace, host=flux.ui.host, gateways=flux.ui.gateways,
            service=OPERATOR, port=PAGE_PORT, annotations=flux.ui.annotations, unit=ROUTES,
            pods=PAGE, target_port=PAGE_PORT, about=(flux.ui,),
        )  # fmt: skip
    if flux.webhook is not None or flux.ui is not None:
        yield Unit(path=UNIT, about=(flux,))


def _flows(flux: Settings) -> Iterator[Flow]:
    """Ports are those of the pods: policy is judged after the Service's translation (flux2, manifests/policies)."""
    mine = str(flux.namespace)
    all_pods = Peer(namespace=mine)

    def pods(app: str) -> Peer:
        return Peer(namespace=mine, labels={"app": app})

    source, events = pods("source-controller"), pods("notification-controller")
    yield Flow(source=all_pods, target=Peer(entities=("kube-apiserver",)), why="Flux applies the tree", about=(flux,))
    dns = Peer(namespace="kube-system", labels={"k8s-app": "kube-dns"})
    yield Flow(source=all_pods, target=dns, ports=("53/udp", "53/tcp"), why="Flux resolves names", about=(flux,))
    ports = tuple(dict.fromkeys((addresses.port(flux), "443")))
    why = "Flux fetches the repository, charts and sources"
    yield Flow(source=source, target=Peer(entities=("world",)), ports=ports, why=why, about=(flux,))
    yield Flow(source=all_pods, target=source, ports=("9090",), why="controllers fetch artifacts", about=(flux,))
    yield Flow(source=all_pods, target=events, ports=("9090",), why="controllers send events", about=(flux,))
