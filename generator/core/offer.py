"""What components give to one another, typed. Nobody calls anybody: they offer, and whoever needs it collects."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct

from generator.core.net import Block
from generator.core.selector import Selector


class Offer(Struct, frozen=True, kw_only=True):
    """Base. `about` are the objects of the model that it follows from, for messages."""

    PLACED: ClassVar[bool] = False
    """Whether somebody reads more from `about` than where to show a problem."""

    about: tuple[object, ...] = ()


class ChartValue(Offer, frozen=True, kw_only=True):
    """A value of a Helm release. Two offers for one path that differ are a conflict."""

    release: str
    """Name of the release: `cilium`, `cert-manager`."""
    path: str
    """Dotted path in the chart's values; a dot inside a key is written `\\.`."""
    value: Any
    withheld: str | None = None
    """Why the node-side bootstrap must leave it out (its CRDs do not exist yet); None: it is part of it."""
    fields: tuple[str, ...] | None = None
    """Paths of the inventory that say it (`cilium.routing.mode`); while none of them is written, `values` may say it
    differently. (): no field says it. None: a section says it by being there, so `values` may not."""


class ChartItem(Offer, frozen=True, kw_only=True):
    """One more item of a list in a Helm release's values, after those that a ChartValue gives; each item once.
    What the user writes for the list comes last and adds up too."""

    release: str
    path: str
    """Dotted path of the list, as in ChartValue."""
    item: Any


class Unit(Offer, frozen=True, kw_only=True):
    """A directory below `gitops/` that Flux applies as one Kustomization named after its path."""

    path: str
    after: tuple[str, ...] = ()
    """Paths of units it waits for, beyond those that bring its kinds. One that does not exist is no edge."""
    brings: tuple[str, ...] = ()
    """Kinds whose CRDs exist once it is ready, as `Kind.group`: its users wait for it and it health-checks them."""
    health: tuple[dict[str, Any], ...] = ()
    """Health checks as Flux writes them."""
    expressions: tuple[dict[str, Any], ...] = ()
    """`healthCheckExprs` for kinds without kstatus."""
    wait: bool = False
    """Wait for all of its objects; for units without health checks only."""
    orphan: bool = False
    """`deletionPolicy: Orphan`: dropping the unit deletes nothing."""
    source: dict[str, Any] | None = None
    """Another source than the repository: `{"url": …, "ref": {"tag": …}, "path": …}`, `ignore` and `name` if wanted.

    A GitRepository of the unit's name is made for it. Such a unit has no directory.
    """
    prune: bool = True
    timeout: str | None = None
    substitute: bool = True
    """Whether Flux variables may occur in it. Off where `${…}` belongs to somebody else (dashboards)."""


class Namespace(Offer, frozen=True, kw_only=True):
    """A namespace that generated objects need."""

    name: str
    unit: str
    labels: dict[str, str] = {}
    owned: bool = False
    """Ours alone (then a plain manifest), or shared (created if absent, never labelled, never pruned)."""


class Given(Offer, frozen=True, kw_only=True):
    """What exists in the cluster without this tree: somebody else installs it."""

    kinds: tuple[str, ...]
    """Kinds whose CRDs are there, as `Kind.group`; `*.group` for all of a group."""
    why: str
    """Who brings them, in words: `monitoring.crds: existing`."""


class Sync(Offer, frozen=True, kw_only=True):
    """How Flux finds and orders the tree: what the order is judged by."""

    namespace: str
    source: str
    """Name of the GitRepository that holds the tree."""
    after: dict[str, tuple[str, ...]] = {}
    """Kustomization of a unit -> Kustomizations outside this tree that it waits for."""


class Variable(Offer, frozen=True, kw_only=True):
    """A name that Flux replaces when it applies: `${NAME}`."""

    name: str
    example: str
    """Stands in for the value wherever the tree is judged."""


class RouteRequest(Offer, frozen=True, kw_only=True):
    """A page or an endpoint that wants to be published: the gateway component makes the route."""

    name: str
    namespace: str
    """Of the route and of its Service: one place, so no grant is needed."""
    host: str
    gateways: tuple[str, ...] = ()
    """Names of gateways; empty: the only one there is."""
    service: str
    port: int
    path: str = "/"
    """Prefix of the path."""
    annotations: dict[str, str] = {}
    unit: str = "gateway-api/routes"
    pods: dict[str, str] = {}
    """Labels of the pods behind the Service, for policies; {}: all of the namespace."""
    target_port: int | None = None
    """Port of those pods; None: the Service's."""


class SecretRef(Offer, frozen=True, kw_only=True):
    """A Secret that must exist, and the keys read from it."""

    name: str
    namespace: str
    keys: tuple[str, ...] = ()
    unit: str | None = None
    """The first unit that uses it; None: it must exist before Flux, or what `before` says, is installed."""
    before: str = "Flux"
    why: str


class Peer(Struct, frozen=True, kw_only=True):
    """One end of a Flow. Exactly one of the three is meant; labels select inside `namespace`."""

    namespace: str | None = None
    """`*`: every namespace."""
    labels: dict[str, str] = {}
    entities: tuple[str, ...] = ()
    """Cilium entities: kube-apiserver, host, remote-node, world, ingress, …"""
    cidrs: tuple[str, ...] = ()
    fqdns: tuple[str, ...] = ()


class Flow(Offer, frozen=True, kw_only=True):
    """Traffic that must survive default-deny. Ports are those of the backend, after DNAT: `443`, `53/udp`."""

    source: Peer
    target: Peer
    ports: tuple[str, ...] = ()
    why: str


class Port(Offer, frozen=True, kw_only=True):
    """A port that must be open on nodes."""

    port: str
    """`51871/udp`, `30000-32767/tcp`; `icmp/8` for an ICMP type."""
    sources: str
    """Who connects: nodes, servers, routers, prometheus, clients, clusters."""
    targets: str = "nodes"
    """nodes, servers or agents."""
    why: str


class KernelNeed(Offer, frozen=True, kw_only=True):
    """What a feature needs of the kernel of every node."""

    feature: str
    modules: tuple[str, ...] = ()
    sysctls: dict[str, str] = {}
    version: str | None = None
    """Lowest kernel, `5.18`."""
    configs: tuple[str, ...] = ()
    """Kernel options without their prefix: `NET_SCH_FQ`."""


class Probe(Offer, frozen=True, kw_only=True):
    """Something the validation script can see on the running cluster."""

    PLACED: ClassVar[bool] = True
    name: str
    kind: str
    """Which check of the script runs: the validation component knows the closed set."""
    facts: dict[str, Any] = {}


class Alert(Offer, frozen=True, kw_only=True):
    """An alert rule of Prometheus, without thresholds hidden in it."""

    group: str
    name: str
    expr: str
    duration: str = "5m"
    severity: str = "warning"
    summary: str
    unit: str = "monitoring/rules"


class Metric(Offer, frozen=True, kw_only=True):
    """A metrics endpoint: what a ServiceMonitor needs to know."""

    name: str
    namespace: str
    labels: dict[str, str]
    port: str
    target: str
    """Container port, for the flow from Prometheus."""
    unit: str = "monitoring/rules"
    path: str = "/metrics"
    pods: bool = False
    """PodMonitor instead of ServiceMonitor: no metrics Service exists."""
    host: bool = False
    """Its pods share the node's network: policies see a node, not pods."""


class Dashboard(Offer, frozen=True, kw_only=True):
    """A dashboard of Grafana."""

    name: str
    document: dict[str, Any]
    unit: str = "monitoring/rules"


class AddressPool(Offer, frozen=True, kw_only=True):
    """Addresses that Services of type LoadBalancer may get."""

    name: str
    blocks: tuple[Block, ...]
    selector: Selector | None = None
    """Which Services may take from it; None: all."""
    disabled: bool = False


class Announcement(Offer, frozen=True, kw_only=True):
    """Who makes addresses of Services reachable, and of which Services."""

    by: str
    """`bgp` or `l2`."""
    addresses: tuple[str, ...]
    """LoadBalancerIP, ExternalIP, ClusterIP."""
    selector: Selector | None = None
    """None: all Services."""


class Upstream(Offer, frozen=True, kw_only=True):
    """Which version of an upstream project the cluster runs: its schemas judge the manifests."""

    project: str
    """As under `schemas/crds/`: `cilium`, `gateway-api`, `cert-manager`, …"""
    version: str
    """`1.20.0`; with a channel where there are several: `1.6.1/standard`."""


class AnnotationPrefix(Offer, frozen=True, kw_only=True):
    """With what annotations that external-dns reads begin: `external-dns.alpha.kubernetes.io/`. Offered at most once."""

    prefix: str
    unnamed: tuple[str, ...] = ()
    """Gateways whose Services must not be published by name: their name points elsewhere."""


class GatewayLabel(Offer, frozen=True, kw_only=True):
    """A label that somebody else needs on a Gateway, to select it."""

    gateway: str
    labels: dict[str, str]
