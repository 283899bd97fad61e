"""Whether what is written of the nodes agrees with itself and with the features in use."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import COMPONENT as CILIUM
from generator.components.cilium import bootstrap
from generator.components.nodes.roles import agents, registration, servers
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.inventory import Node
from generator.core.judgement import Other, Problem, check
from generator.core.net import Endpoint
from generator.core.offer import Variable
from generator.core.places import dotted
from generator.core.values import leaves

Nodes = tuple[Node, ...]
RESERVED = ("NetworkManager", "manifests", "modules-load.d", "nftables", "sysctl.d")
"""Folders beside those of the nodes."""


@check("nodes/even-servers", WARNING)
def even_servers(ctx: Context, _nodes: Nodes) -> Iterator[Problem]:
    """The number of servers is even.

    etcd needs more than half of its members: four survive the loss of one, as three do, and two survive none, as one does
    (etcd docs, FAQ, "Why an odd number of cluster members?").
    """
    found = servers(ctx)
    if len(found) % 2 == 0 and found:
        yield Problem(
            found[-1],
            "role",
            f"{len(found)} servers survive no more losses than {len(found) - 1}",
            hint="make it an odd number",
        )


@check("nodes/endpoint-on-agent")
def endpoint_on_agent(ctx: Context, _nodes: Nodes) -> Iterator[Problem]:
    """The API is said to answer at the address of an agent.

    Only servers run an API server: no node can join, and Cilium's agents never start.
    """
    api = ctx.cluster.api
    for field, endpoint in (("endpoint", api.endpoint), ("host", api.host)):
        node = _at(agents(ctx), endpoint)
        if node is not None:
            yield Problem(
                api,
                field,
                f"`cluster.api.{field}` {endpoint} is agent {node.name!r}, where no API server runs",
                hint="name a server, or a virtual address of the servers",
                others=(Other(node, "addresses", "the agent is here"),),
            )


@check("nodes/registers-at-one-server", WARNING)
def registers_at_one_server(ctx: Context, _nodes: Nodes) -> Iterator[Problem]:
    """There are several servers, but nodes join at the address of one.

    While that server is down no node can join or come back, and kubeadm cannot change the address later (RKE2 docs, high
    availability, fixed registration address; Kubernetes docs, kubeadm, --control-plane-endpoint).
    """
    if len(servers(ctx)) < 2:
        return
    node = _at(servers(ctx), Endpoint(registration(ctx).strip("[]")))
    if node is not None:
        yield Problem(
            ctx.cluster.api,
            "endpoint" if ctx.cluster.api.endpoint is not None else (),
            f"{len(servers(ctx))} servers, but nodes join at {node.name!r} alone",
            hint="set `cluster.api.endpoint` to a virtual address or a DNS name of all servers",
            others=(Other(node, "addresses", "its address is here"),),
        )


@check("nodes/reserved-name")
def reserved_name(ctx: Context, nodes: Nodes) -> Iterator[Problem]:
    """A node has the name of a folder that stands beside the nodes' own below `infra/<distribution>/`.

    Its configuration would be among files that servers apply or every node gets.
    """
    for node in nodes if ctx.cluster.distribution != "talos" else ():
        if node.name in RESERVED:
            yield Problem(
                node,
                "name",
                f"infra/{ctx.cluster.distribution}/{node.name} is a folder of other files",
                hint="call the node otherwise",
            )


@check("nodes/variable-before-flux")
def variable_before_flux(ctx: Context, _nodes: Nodes) -> Iterator[Problem]:
    """A value that nodes install Cilium with holds a variable of Flux.

    Flux replaces `${NAME}` when it applies; the nodes install Cilium before Flux is there, with the bare text.
    """
    cilium = ctx.get(CILIUM)
    if cilium is None:
        return
    for at, value in leaves(bootstrap(ctx, cilium).values):
        held = [one.name for one in ctx.offers(Variable) if f"${{{one.name}}}" in str(value)]
        if held:
            yield Problem(
                cilium,
                ("values", *at),
                f"chart value `{dotted(at)}` holds ${{{held[0]}}}, and is needed before Flux can replace it",
                hint="write the value itself",
            )


def _at(nodes: Nodes, endpoint: Endpoint | None) -> Node | None:
    """The node that has this address."""
    address = endpoint.address if endpoint is not None else None
    for node in nodes:
        if address is not None and any(
            (a.version, a.number) == (address.version, address.number) for a in node.addresses
        ):
            return node
    return None
