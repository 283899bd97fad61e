"""Rules on pools: whether what they give away is announced to anybody."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.bgp.chain import Entry, carried, service_entries
from generator.components.bgp.reach import arp_policies, releases, run
from generator.components.pools import ranges, selected_services
from generator.core.diagnostics import WARNING
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.selector import disjoint


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
    for pool in _giving(graph):
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
    for pool in _giving(graph) if reached else ():
        if not _answering(pool, policies):
            heard[id(pool)] = {
                family for one in _announcing(pool, entries) for family in reached.get(id(one.advertisement), ())
            }
    running = [run(values) for _, values in releases(graph)]
    for block in ranges(graph) if heard else ():
        found, family = heard.get(id(block.pool)), f"ipv{block.version}"
        if found and family not in found and all(family in families for families in running):
            carrying = next(one for one in _announcing(block.pool, entries) if id(one.advertisement) in reached)
            yield Finding(
                block.pool,
                ("spec", "blocks", block.index, "cidr" if block.is_cidr else "start"),
                f"no BGP session carries IPv{block.version}: nobody hears of {block.text} of pool {block.pool.name!r}",
                hint=f"give a router an IPv{block.version} address too, or remove the block",
                others=((carrying.advertisement, carrying.path, f"heard over {' and '.join(sorted(found))} only"),),
            )


def _giving(graph: Graph) -> Iterator[Object]:
    """Pools that give addresses away."""
    for pool in graph.of("CiliumLoadBalancerIPPool", "cilium.io"):
        if not pool.spec.get("disabled"):
            yield pool


def _announcing(pool: Object, entries: list[Entry]) -> Iterator[Entry]:
    """The entries that may select a Service of the pool."""
    wanted = selected_services(pool)
    return (one for one in entries if one.selector is not None and not disjoint(wanted, one.selector))


def _answering(pool: Object, policies: list[Object]) -> bool:
    wanted = selected_services(pool)
    return any(not disjoint(wanted, selected_services(policy)) for policy in policies)
