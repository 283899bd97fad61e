"""Rules on pools: whether what they give away is announced to anybody."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.rules.reach import run
from generator.components.cilium import reader, releases
from generator.components.pools import Range, giving, ranges, selected_services
from generator.core.announcing import Entry, arp_policies, carried, service_entries
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.net import show
from generator.core.selector import disjoint

_BITS = {4: 32, 6: 128}
_SUBNET = 64
"""Length of an IPv6 subnet: the rest of one that holds a pool is rarely used for anything else."""


@rule("bgp/pool-unannounced", WARNING)
def pool_unannounced(graph: Graph) -> Iterator[Finding]:
    """No advertisement and no L2 policy can select a Service that takes its address from this pool.

    Pools and advertisements both select Services, each by its own selector: where the two exclude each other, Services get
    addresses that no router hears of (Cilium docs, LB IPAM and BGP, service selectors). A tree without advertisements and
    policies of LoadBalancer addresses is not judged: they may live elsewhere.
    """
    entries, policies = service_entries(graph), arp_policies(graph)
    if not entries and not policies:
        return
    for pool in giving(graph):
        if next(_announcing(pool, entries), None) is None and not _answering(pool, policies):
            yield Finding(
                pool,
                ("spec", "serviceSelector"),
                f"nobody announces what pool {pool.name!r} gives away: every announcement excludes its Services",
                hint="let an advertisement or L2 policy select them",
                others=(
                    *((one.advertisement, (*one.path, "selector"), "excludes them") for one in entries[:2]),
                    *((policy, ("spec", "serviceSelector"), "excludes them") for policy in policies[:1]),
                ),
            )


@rule("bgp/pool-family-unheard", WARNING)
def pool_family_unheard(graph: Graph) -> Iterator[Finding]:
    """A block has an IP family that no session carries for the Services of its pool.

    A session carries the routes of the families that its peer config names (CRD CiliumBGPPeerConfig, families): a Service
    with two addresses is then reached over one of them, and clients that try the other wait in vain. L2 policies answer for
    both families. A family that agents do not run is no matter of sessions.
    """
    entries, policies = service_entries(graph), arp_policies(graph)
    reached = carried(graph) if entries else {}
    heard: dict[int, set[str]] = {}
    for pool in giving(graph) if reached else ():
        if not _answering(pool, policies):
            heard[id(pool)] = {
                family for one in _announcing(pool, entries) for family in reached.get(id(one.advertisement), ())
            }
    running = [run(reader(release)) for release in releases(graph)]
    for block in ranges(graph) if heard else ():
        found, family = heard.get(id(block.pool)), f"ipv{block.version}"
        if found and family not in found and all(family in families for families in running):
            carrying = next(one for one in _announcing(block.pool, entries) if id(one.advertisement) in reached)
            yield Finding(
                block.pool,
                ("spec", "blocks", block.index, "cidr" if block.is_cidr else "start"),
                f"no BGP session carries IPv{block.version}: nobody hears of {block.text} of pool {block.pool.name!r}",
                hint=f"give a router an address of that family, or {family} among its `families`; or remove the block",
                others=((carrying.advertisement, carrying.path, f"heard over {' and '.join(sorted(found))} only"),),
            )


@rule("bgp/aggregate-wider-than-pool", WARNING)
def aggregate_wider_than_pool(graph: Graph) -> Iterator[Finding]:
    """Addresses are announced as a prefix that reaches beyond all pools.

    Routers send traffic for the whole prefix to the nodes, which send back what no Service has: it goes round in circles, and
    whoever else has these addresses is cut off (cilium#37623). For IPv6 only prefixes shorter than a subnet of /64 are judged.
    """
    blocks = ranges(graph)
    open_pools = {id(pool) for pool in giving(graph)}
    for entry in service_entries(graph):
        for version, field, length in _aggregates(entry):
            host = (1 << (_BITS[version] - length)) - 1
            mine = [b for b in blocks if b.version == version and id(b.pool) in open_pools and _may_take(b.pool, entry)]
            seen: set[int] = set()
            for block in mine if version == 4 or length < _SUBNET else ():
                for low in (block.first & ~host, block.last & ~host):
                    if low not in seen and host + 1 > sum(_shared(other, version, low, low | host) for other in blocks):
                        yield Finding(
                            entry.advertisement,
                            (*entry.path, "service", field),
                            f"{block.text} of pool {block.pool.name!r} is announced as {show(version, low)}/{length}, "
                            "which reaches beyond the pools",
                            hint="announce longer prefixes, or give the pool whole ones",
                            others=((block.pool, ("spec", "blocks", block.index), f"{block.text} is here"),),
                        )
                    seen.add(low)


def _aggregates(entry: Entry) -> Iterator[tuple[int, str, int]]:
    """(IP version, field, length) of the prefixes that an entry announces in the place of addresses."""
    service = entry.body.get("service")
    for version, field in ((4, "aggregationLengthIPv4"), (6, "aggregationLengthIPv6")):
        length = service.get(field) if isinstance(service, dict) else None
        if isinstance(length, int) and 0 <= length <= _BITS[version]:
            yield version, field, length


def _shared(block: Range, version: int, low: int, high: int) -> int:
    """How many addresses of a span a block holds."""
    return max(0, min(block.last, high) - max(block.first, low) + 1) if block.version == version else 0


def _announcing(pool: Object, entries: list[Entry]) -> Iterator[Entry]:
    """The entries that may select a Service of the pool."""
    return (one for one in entries if _may_take(pool, one))


def _may_take(pool: Object, entry: Entry) -> bool:
    return entry.selector is not None and not disjoint(selected_services(pool), entry.selector)


def _answering(pool: Object, policies: list[Object]) -> bool:
    wanted = selected_services(pool)
    return any(not disjoint(wanted, selected_services(policy)) for policy in policies)
