"""What is advertised: names that must exist, combinations that mean something."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.advertisements import Offered, may_say, offered
from generator.components.bgp.sessions import DEFAULT
from generator.components.bgp.settings import Advertisement, Settings
from generator.components.cilium import COMPONENT as CILIUM
from generator.components.pools import COMPONENT as POOLS
from generator.components.pools import Pool
from generator.core.context import Context
from generator.core.diagnostics import WARNING
from generator.core.judgement import Other, Problem, called_alike, check
from generator.core.net import Network, show
from generator.core.suggest import did_you_mean

_BITS = {4: 32, 6: 128}


def _sections(bgp: Settings) -> tuple[Settings | Advertisement, ...]:
    """Everything that has `services` and `pools`."""
    return (bgp, *bgp.advertisements)


@check("bgp/duplicate-advertisement")
def duplicate_advertisement(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Two advertisements have one name, or one has the name of what `advertise` makes.

    They would be one CiliumBGPAdvertisement: the one applied last wins, routes of the other are withdrawn.
    """
    seen: dict[str, Advertisement] = {}
    for one in bgp.advertisements:
        first = seen.setdefault(one.name, one)
        if first is not one:
            yield called_alike(first, one, f"two advertisements are called {one.name!r}", "give each its own name")
        elif one.name == DEFAULT and bgp.advertise:
            yield Problem(
                one,
                "name",
                f"{DEFAULT!r} is the advertisement that `advertise` makes",
                hint="take another name, or write `advertise: []`",
                others=(Other(bgp, "advertise", "`advertise` is here"),),
            )


@check("bgp/advertises-not-one-thing")
def advertises_not_one_thing(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """An advertisement names nothing, or several kinds of things.

    An advertisement has one type (CRD CiliumBGPAdvertisement, advertisementType); attributes are for that type.
    """
    for one in bgp.advertisements:
        given = {
            "addresses": bool(one.addresses),
            "pods": one.pods,
            "podPools": one.pod_pools is not None,
            "interface": one.interface is not None,
        }
        named = [field for field, there in given.items() if there]
        if len(named) != 1:
            what = f"names {' and '.join(named)}" if named else "names nothing to advertise"
            yield Problem(
                one,
                named[-1] if named else (),
                f"advertisement {one.name!r} {what}",
                hint="write exactly one of `addresses`, `pods`, `podPools` and `interface`",
            )


@check("bgp/services-without-addresses")
def services_without_addresses(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """An advertisement selects Services or aggregates their addresses, but advertises none.

    The CRD refuses a selector on PodCIDR, and other types select other things (CiliumBGPAdvertisement, CEL rules).
    """
    for one in bgp.advertisements:
        if one.addresses:
            continue
        for field, there in (("services", one.services), ("pools", one.pools), ("aggregate", one.aggregate)):
            if there:
                yield Problem(
                    one,
                    field,
                    f"`{field}` of advertisement {one.name!r} is about Services, but it advertises no `addresses`",
                    hint="remove it, or write `addresses`",
                )


@check("bgp/services-beside-pools")
def services_beside_pools(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Services are selected by `services` and by `pools` too.

    `pools` stands for the selectors of these pools: one of both decides, and it would not be seen which.
    """
    for section in _sections(bgp):
        if section.pools and section.services is not None:
            yield Problem(
                section,
                "services",
                "Services are selected twice, by `services` and by `pools`",
                hint="keep one of both",
                others=(Other(section, "pools", "`pools` is here"),),
            )


@check("bgp/unknown-pool")
def unknown_pool(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A pool is named that does not exist.

    Its selector is needed to know which Services are meant.
    """
    names = [str(pool.name) for pool in ctx.get(POOLS) or ()]
    for section in _sections(bgp):
        for index, name in enumerate(section.pools):
            if name not in names:
                yield Problem(
                    section,
                    ("pools", index),
                    f"no pool is called {name!r}",
                    hint=did_you_mean(name, names) or "define it under `pools`",
                )


@check("bgp/pool-of-every-service")
def pool_of_every_service(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """A pool is named that has no `services`.

    Advertisements select Services, not addresses: the selector of that pool is "all", so addresses of every other pool
    would be advertised too (Cilium docs, BGP, service advertisement).
    """
    pools = {str(pool.name): pool for pool in ctx.get(POOLS) or ()}
    for section in _sections(bgp):
        for index, name in enumerate(section.pools):
            if name in pools and pools[name].services is None:
                yield Problem(
                    section,
                    ("pools", index),
                    f"pool {name!r} takes every Service: naming it would advertise the addresses of all pools",
                    hint="give the pool `services`, or leave `pools` out here",
                    others=(Other(pools[name], (), f"pool {name!r} is here"),),
                )


@check("bgp/unknown-router")
def unknown_router(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """An advertisement is for a router that does not exist.

    No session would carry it (the families of a peer select advertisements by label).
    """
    names = [str(router.name) for router in bgp.routers]
    for one in bgp.advertisements:
        for index, name in enumerate(one.routers):
            if name not in names:
                yield Problem(
                    one,
                    ("routers", index),
                    f"no router is called {name!r}",
                    hint=did_you_mean(name, names) or "name one of `bgp.routers`",
                )


@check("bgp/aggregate-out-of-range")
def aggregate_out_of_range(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """An IPv4 prefix for aggregation is longer than an address.

    aggregationLengthIPv4 goes from 0 to 31, aggregationLengthIPv6 from 0 to 127 (CRD CiliumBGPAdvertisement); the whole
    length stands for no aggregation.
    """
    for one in bgp.advertisements:
        if one.aggregate and one.aggregate[0] > 32:
            yield Problem(
                one,
                ("aggregate", 0),
                f"/{one.aggregate[0]} is no IPv4 prefix",
                hint="write the IPv4 length first; `[32, 64]` aggregates IPv6 alone",
            )


@check("bgp/aggregate-over-nodes", WARNING)
def aggregate_over_nodes(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Addresses of a pool are announced as a prefix that holds addresses of nodes.

    Routers that know no better way send traffic for all nodes to those that speak BGP, and lose their own way to these nodes
    where the prefix is as long as that of the node network.
    """
    pools = {str(pool.name): pool.services for pool in ctx.get(POOLS) or ()}
    for one in offered(bgp):
        for at, (version, length) in enumerate(
            zip((4, 6), one.advertised.aggregate if one.advertised else (), strict=False)
        ):
            for pool in ctx.get(POOLS) or ():
                if not pool.disabled and may_say(one, pools, pool.services):
                    yield from _over_nodes(ctx, one, at, pool, version, length)


def _over_nodes(ctx: Context, one: Offered, at: int, pool: Pool, version: int, length: int) -> Iterator[Problem]:
    networks = ctx.cluster.networks
    for index, block in enumerate(pool.blocks):
        if block.version != version or length > _BITS[version]:
            continue
        wide = [Network(f"{show(version, end)}/{length}") for end in (block.first, block.last)]
        for where, network in enumerate(networks.nodes):
            held = next((span for span in wide if span.overlaps(network)), None)
            if held is not None:
                yield Problem(
                    one.about,
                    ("aggregate", at),
                    f"{block} of pool {pool.name!r} is announced as {held.canonical}, which holds nodes",
                    hint="announce longer prefixes, or number the pool apart from the nodes",
                    others=(
                        Other(networks, ("nodes", where), f"{network} is here"),
                        Other(pool, ("blocks", index), f"{block} is here"),
                    ),
                )


@check("bgp/local-preference-on-ebgp")
def local_preference_on_ebgp(_ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """LOCAL_PREF is set for routers of other AS numbers only.

    The attribute is sent inside of an AS and ignored on eBGP (RFC 4271, 5.1.5; Cilium docs, BGP, attributes).
    """
    for one in _with_attributes(bgp):
        if one.advertised is None or one.advertised.local_preference is None:
            continue
        hearing = [router for router in bgp.routers if one.heard_by(router)]
        if hearing and all(router.asn not in (0, router.local_asn) for router in hearing):
            router = hearing[0]
            yield Problem(
                one.advertised,
                "localPreference",
                f"`localPreference` is for iBGP, but {router.name!r} has AS number {router.asn} "
                f"and the nodes {router.local_asn}",
                hint="remove it, and let a community tell the router what to prefer",
                others=(Other(router, "asn", f"{router.name!r} is here"),),
            )


@check("bgp/pod-networks-with-multi-pool", WARNING)
def pod_networks_with_multi_pool(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Pod networks are advertised, but IPAM is multi-pool.

    PodCIDR reads the node's pod network, which IPAM kubernetes and cluster-pool set; with multi-pool there is none, and
    nothing is advertised (Cilium docs, BGP, multi-pool IPAM).
    """
    if _ipam(ctx) != "multi-pool":
        return
    for one in offered(bgp):
        if one.pods:
            yield Problem(
                one.about,
                "pods" if one.advertised else "advertise",
                "with IPAM multi-pool nodes have no pod network to advertise",
                hint='advertise pools instead: `podPools: ""` in `advertisements`',
            )


@check("bgp/pod-pools-without-multi-pool", WARNING)
def pod_pools_without_multi_pool(ctx: Context, bgp: Settings) -> Iterator[Problem]:
    """Pod pools are advertised, but IPAM is not multi-pool.

    CiliumPodIPPool objects are used by IPAM multi-pool alone: nothing is advertised (Cilium docs, BGP, multi-pool IPAM).
    """
    if _ipam(ctx) == "multi-pool":
        return
    for one in bgp.advertisements:
        if one.pod_pools is not None:
            yield Problem(
                one,
                "podPools",
                f"pod pools exist with IPAM multi-pool, this cluster has {_ipam(ctx)}",
                hint="write `pods: true`, or choose `cilium.ipam.mode: multi-pool`",
            )


def _with_attributes(bgp: Settings) -> tuple[Offered, ...]:
    return tuple(one for one in offered(bgp) if one.advertised is not None)


def _ipam(ctx: Context) -> str:
    cilium = ctx.get(CILIUM)
    return str(getattr(getattr(cilium, "ipam", None), "mode", "kubernetes"))
