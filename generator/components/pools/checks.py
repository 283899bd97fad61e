"""What a valid-looking `pools:` section can still get wrong."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.pools.settings import Pool
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, called_alike, check
from generator.core.net import Address, Block, Network

_FAMILY = {4: "IPv4", 6: "IPv6"}
ANNOUNCERS = ("CiliumBGPClusterConfig", "CiliumL2AnnouncementPolicy")
"""Kinds that say who announces addresses."""


def _blocks(pools: tuple[Pool, ...]) -> list[tuple[Pool, int, Block]]:
    """Every block with its pool and index, ordered by address."""
    found = [(pool, index, block) for pool in pools for index, block in enumerate(pool.blocks)]
    return sorted(found, key=lambda item: (item[2].version, item[2].first, item[2].last))


@check("pools/overlap")
def overlap(_ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Problem]:
    """Two blocks share addresses.

    Cilium marks the later pool `Conflicting` and gives none of its addresses away; Services stay pending
    (operator/pkg/lbipam, Cilium 1.18-1.20).
    """
    widest: tuple[Pool, int, Block] | None = None
    for pool, index, block in _blocks(pools):
        if widest is not None and block.version == widest[2].version and block.first <= widest[2].last:
            first, at, other = widest
            yield Problem(
                pool,
                ("blocks", index),
                f"block {block} of pool {pool.name!r} overlaps {other} of pool {first.name!r}",
                hint="give each address to one pool only",
                others=(Other(first, ("blocks", at), f"{other} is here"),),
            )
            if block.last <= other.last:
                continue
        widest = (pool, index, block)


@check("pools/duplicate-name")
def duplicate_name(_ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Problem]:
    """Two pools have one name.

    They would be one CiliumLoadBalancerIPPool: the one applied last wins, the addresses of the other are gone.
    """
    seen: dict[str, Pool] = {}
    for pool in pools:
        first = seen.setdefault(pool.name, pool)
        if first is not pool:
            yield called_alike(
                first, pool, f"two pools are called {pool.name!r}", "put their blocks into one pool, or rename one"
            )


@check("pools/unannounced", WARNING)
def unannounced(ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Problem]:
    """Nobody announces the addresses of the pools: there is neither `bgp` nor `l2`, nor an overlay with either.

    Services get addresses, and nothing outside the cluster finds a way to them: LB IPAM only gives addresses away (Cilium
    docs, LB IPAM: "is always used with" L2 announcements or the BGP control plane). Static routes to a node would do.
    """
    if ctx.written("bgp") or ctx.written("l2") or not any(not pool.disabled for pool in pools):
        return
    if not ctx.overlaid(*ANNOUNCERS):
        yield Problem(pools[0], (), "nobody announces the addresses of the pools", hint="add `bgp:`, or `l2: {}`")


@check("pools/non-canonical-block")
def non_canonical_block(_ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Problem]:
    """A block in CIDR notation has host bits set.

    Cilium masks it: the pool holds other addresses than its text says, and tools that compare texts see a change.
    """
    for pool in pools:
        for index, block in enumerate(pool.blocks):
            if not block.is_range and block != (canonical := Network(block).canonical):
                yield Problem(
                    pool,
                    ("blocks", index),
                    f"block {block} of pool {pool.name!r} has host bits set",
                    hint=f"write {canonical}, or a range first-last",
                )


@check("pools/overlaps-cluster-network")
def overlaps_cluster_network(ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Problem]:
    """A block shares addresses with the pod or service networks.

    A Service would get the address of a pod or of another Service: traffic inside of the cluster goes to the wrong one
    (RKE2 docs, basic network options: these networks must be disjoint from all others).
    """
    networks = ctx.cluster.networks
    lists = (("pod", networks.pods), ("service", networks.services))
    for pool in pools:
        for index, block in enumerate(pool.blocks):
            for kind, of_kind in lists:
                for at, network in enumerate(of_kind):
                    if block.overlaps(network):
                        yield Problem(
                            pool,
                            ("blocks", index),
                            f"block {block} of pool {pool.name!r} overlaps {kind} network {network}",
                            hint="take addresses outside of the cluster's own networks",
                            others=(Other(networks, (f"{kind}s", at), f"{network} is here"),),
                        )


@check("pools/inside-node-network")
def inside_node_network(ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Problem]:
    """A block lies in a node network, and nothing answers ARP or NDP for its addresses.

    Machines of that network take the addresses for neighbors: they ask for them by ARP instead of sending to the router
    that learned them by BGP (cilium#22375). Only L2 announcements answer.
    """
    if ctx.has("l2"):
        return
    networks = ctx.cluster.networks
    for pool in pools:
        for index, block in enumerate(pool.blocks):
            for at, network in enumerate(networks.nodes):
                if block.overlaps(network):
                    yield Problem(
                        pool,
                        ("blocks", index),
                        f"block {block} of pool {pool.name!r} lies in node network {network}, "
                        "where nothing answers ARP for it",
                        hint="take addresses of no node network, or announce them with `l2: {}`",
                        others=(Other(networks, ("nodes", at), f"{network} is here"),),
                    )


@check("pools/holds-node-address")
def holds_node_address(ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Problem]:
    """A block holds the address of a node, or the address where nodes register.

    Sooner or later a Service gets it, and that machine can no longer be reached.
    """
    taken = list(_taken(ctx))
    for pool in pools:
        for index, block in enumerate(pool.blocks):
            held = [one for one in taken if one[0] in block]
            if held:
                address, _, _, whose = held[0]
                more = (
                    f", and {len(held) - 1} more such addresses" if held[2:] else ", and one more" if held[1:] else ""
                )
                yield Problem(
                    pool,
                    ("blocks", index),
                    f"block {block} of pool {pool.name!r} holds {address}, the address of {whose}{more}",
                    hint=f"leave the address{'es' if more else ''} out of the pool",
                    others=tuple(Other(about, path, f"{one} is here") for one, about, path, _ in held[:3]),
                )


def _taken(ctx: Context) -> Iterator[tuple[Address, object, tuple[str | int, ...], str]]:
    """(address, whose object, where below it, whose in words)."""
    for node in ctx.nodes:
        for index, address in enumerate(node.addresses):
            yield address, node, ("addresses", index), f"node {node.name!r}"
    api = ctx.cluster.api
    endpoint = api.endpoint.address if api.endpoint is not None else None
    if endpoint is not None and (api.load_balancer is None or api.load_balancer.address != endpoint):
        yield endpoint, api, ("endpoint",), "the API endpoint"


@check("pools/foreign-family", WARNING)
def foreign_family(ctx: Context, pools: tuple[Pool, ...]) -> Iterator[Problem]:
    """A block has an IP family that Services of this cluster do not have.

    LB IPAM gives a Service addresses of its own families only: nobody ever gets one of this block.
    """
    networks = ctx.cluster.networks
    known = {network.version for network in (*networks.services, *networks.pods)}  # where these disagree, that is said
    for pool in pools:
        for index, block in enumerate(pool.blocks):
            if block.version not in known:
                yield Problem(
                    pool,
                    ("blocks", index),
                    f"block {block} of pool {pool.name!r} is {_FAMILY[block.version]}, Services are not",
                    hint="remove it, or make the cluster dual stack (`cluster.networks`)",
                    others=(Other(ctx.cluster.networks, "services", "service networks are here"),),
                )
