"""Routers: who they are and whether a session can come up at all."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.links import out_of_reach
from generator.components.bgp.sessions import sessions
from generator.components.bgp.settings import Router, Settings
from generator.components.pools import COMPONENT as POOLS
from generator.components.pools import Pool
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, called_alike, check
from generator.core.net import Address, Block


@check("bgp/duplicate-router")
def duplicate_router(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Two routers have one name, or their sessions would.

    Peers of an instance are a map by name: the API server refuses the second one (CRD CiliumBGPClusterConfig,
    x-kubernetes-list-map-keys).
    """
    seen: dict[str, Router] = {}
    for router in bgp.routers:
        for name in dict.fromkeys((router.name, *(session.name for session in sessions(router)))):
            first = seen.setdefault(name, router)
            if first is not router:
                yield called_alike(
                    first, router, f"two routers have a session called {name!r}", "give each router its own name"
                )
                break


@check("bgp/router-without-address")
def router_without_address(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A router has neither addresses nor a way to discover them.

    A peer without address and without autoDiscovery is skipped by the agent: no session is ever tried
    (CRD CiliumBGPClusterConfig, peerAddress).
    """
    for router in bgp.routers:
        if not router.addresses and not router.discover:
            yield Problem(
                router,
                (),
                f"router {router.name!r} has no address",
                hint="write its `addresses`, or `discover: [ipv4]` when it is the default gateway of the nodes",
            )


@check("bgp/discovery-beside-address")
def discovery_beside_address(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A router has addresses and is to be discovered too.

    Upstream takes exactly one of peerAddress and autoDiscovery for a peer (Cilium docs, BGP, auto-discovery).
    """
    for router in bgp.routers:
        if router.addresses and router.discover:
            yield Problem(
                router,
                "discover",
                f"router {router.name!r} has addresses and is discovered too",
                hint="keep one of both",
                others=(Other(router, "addresses", "addresses are here"),),
            )


@check("bgp/two-addresses-of-a-family")
def two_addresses_of_a_family(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A router has two addresses of one IP family.

    A router is one device with one session per family: two addresses are two devices, or two links of one, and each
    needs a name that alerts and router files can use.
    """
    for router in bgp.routers:
        seen: dict[int, int] = {}
        for index, address in enumerate(router.addresses):
            first = seen.setdefault(address.version, index)
            if first != index:
                yield Problem(
                    router,
                    ("addresses", index),
                    f"router {router.name!r} has a second IPv{address.version} address, {address}",
                    hint="list it as a router of its own",
                    others=(Other(router, ("addresses", first), "the first one is here"),),
                )


@check("bgp/duplicate-address")
def duplicate_address(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Two routers of one AS number towards the cluster have one address.

    An instance has one session with an address: the second peer takes the first one's place or fails
    (GoBGP keeps neighbors by address). Different `localASN`s are different instances and may share a router.
    """
    seen: dict[tuple[str, int, tuple[int, int]], tuple[Router, int]] = {}
    for router in bgp.routers:
        for index, address in enumerate(router.addresses):
            key = (router.nodes.canonical, router.local_asn, _same(address))
            first, at = seen.setdefault(key, (router, index))
            if first is not router:
                yield Problem(
                    router,
                    ("addresses", index),
                    f"router {router.name!r} has the address {address} of router {first.name!r}",
                    hint="give each router its own address",
                    others=(Other(first, ("addresses", at), "the other one has it here"),),
                    mirror=f"router {first.name!r} has the address {address} of router {router.name!r}",
                )


@check("bgp/router-is-node")
def router_is_node(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """The address of a router is the address of a node.

    That node would peer with itself, and the others with a node that runs no BGP server for them.
    """
    owners = {_same(address): (node, index) for node in ctx.nodes for index, address in enumerate(node.addresses)}
    for router in bgp.routers:
        for index, address in enumerate(router.addresses):
            if _same(address) in owners:
                node, at = owners[_same(address)]
                yield Problem(
                    router,
                    ("addresses", index),
                    f"router {router.name!r} has {address}, the address of node {node.name!r}",
                    hint="write the address of the router itself",
                    others=(Other(node, ("addresses", at), f"{node.name!r} has it here"),),
                )


@check("bgp/router-inside-pool", WARNING)
def router_inside_pool(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """The address of a router lies in a pool.

    Once a Service gets it, nodes send their BGP packets to themselves and every session with that router ends.
    """
    for router in bgp.routers:
        for index, address in enumerate(router.addresses):
            for pool in ctx.get(POOLS) or ():
                for at, block in enumerate(pool.blocks):
                    if address in block and not _kept_back(pool, block, address):
                        yield Problem(
                            router,
                            ("addresses", index),
                            f"router {router.name!r} ({address}) lies in block {block} of pool {pool.name!r}",
                            hint="leave the address out of the pool",
                            others=(Other(pool, ("blocks", at), f"{block} is here"),),
                        )


@check("bgp/peer-off-link", spoiled=("bgp/session-without-family",))
def peer_off_link(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """An eBGP router is on no node network, and no multihop is set.

    eBGP packets leave with TTL 1 and routers check that the neighbor is on a connected network: the session stays down
    (Cilium docs, BGP, eBGP multihop; the router needs its own ebgp-multihop too).
    """
    networks = ctx.cluster.networks.nodes
    if not networks:
        return
    for router in bgp.routers:
        if router.multihop is not None or router.asn == router.local_asn:
            continue
        for index, address in enumerate(router.addresses):
            if out_of_reach(address, networks):
                yield Problem(
                    router,
                    ("addresses", index),
                    f"router {router.name!r} ({address}) is on no node network",
                    hint="correct the address, or set `multihop: 2` here and on the router if it is routed",
                    others=(Other(ctx.cluster.networks, "nodes", "node networks are here"),),
                )


def _same(address: Address) -> tuple[int, int]:
    """Equal for two spellings of one address."""
    return (address.version, address.number)


def _kept_back(pool: Pool, block: Block, address: Address) -> bool:
    """Whether the pool never gives away this end of a network."""
    ends = (block.first, block.last)
    return not pool.allow_first_last_ips and not block.is_range and block.size > 2 and address.number in ends
