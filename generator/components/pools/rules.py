"""What the finished pools and the Services that want their addresses can get wrong, whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from generator.components.pools.addresses import (
    Range,
    Request,
    annotated_requests,
    balancers,
    giving,
    is_served,
    pools,
    ranges,
    requests,
    requests_of_gateway,
    service_labels,
    takes,
    unclassed_left_out,
)
from generator.core.diagnostics import WARNING
from generator.core.gateways import gateways, of_cilium
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.net import Block, nowhere, parse, show
from generator.core.within import mappings


@rule("pools/backwards")
def backwards(graph: Graph) -> Iterator[Finding]:
    """A block's `start` lies behind its `stop`.

    The API server accepts it; the pool then holds no address (seen with kube-apiserver 1.36.3 and the CRD of Cilium 1.20).
    """
    for pool in pools(graph):
        for index, block in enumerate(mappings(pool.spec, "blocks")):
            start, stop = str(block.get("start", "")), str(block.get("stop", ""))
            if start and stop and _number(start) > _number(stop):
                yield Finding(
                    pool,
                    ("spec", "blocks", index),
                    f"the block of pool {pool.name!r} starts at {start}, behind its end {stop}",
                    hint="write the lower address first",
                )


@rule("pools/special-block")
def special_block(graph: Graph) -> Iterator[Finding]:
    """A block is loopback, multicast, or link-local of IPv6: no client reaches a Service there.

    LB IPAM gives away what a block holds, whatever that is; routers and hosts send no packet there, or to many (RFC 1122, 5771,
    4291).
    """
    for block in ranges(graph):
        what = nowhere(Block(f"{show(block.version, block.first)}-{show(block.version, block.last)}"))
        if what is not None:
            yield Finding(
                block.pool,
                ("spec", "blocks", block.index, "cidr" if block.is_cidr else "start"),
                f"{block.text} of pool {block.pool.name!r} is {what}: no client reaches a Service there",
                hint="give the pool addresses that routers or neighbors can send to",
            )


@rule("pools/conflicting")
def conflicting(graph: Graph) -> Iterator[Finding]:
    """Two pools of the tree share addresses.

    Cilium marks the later pool `Conflicting` and gives none of its addresses away; Services stay pending
    (operator/pkg/lbipam, Cilium 1.18-1.20).
    """
    widest: Range | None = None
    for block in sorted(ranges(graph), key=lambda r: (r.version, r.first, r.last)):
        if widest is not None and block.version == widest.version and block.first <= widest.last:
            yield Finding(
                block.pool,
                ("spec", "blocks", block.index),
                f"block {block.text} of pool {block.pool.name!r} overlaps {widest.text} of pool {widest.pool.name!r}",
                hint="give each address to one pool only",
                others=((widest.pool, ("spec", "blocks", widest.index), f"{widest.text} is here"),),
            )
            if block.last <= widest.last:
                continue
        widest = block


@rule("pools/address-in-no-pool")
def address_in_no_pool(graph: Graph) -> Iterator[Finding]:
    """A Service asks for an address that no pool of the tree holds.

    LB IPAM satisfies a requested address only out of a pool that holds it: the Service stays pending with
    `cilium.io/IPAMRequestSatisfied: False` (Cilium docs, LB IPAM). Without any pool in the tree nothing is judged.
    """
    blocks = ranges(graph)
    if not blocks:
        return
    for service in balancers(graph):
        for wanted in requests(service):
            holding = [block for block in blocks if block.holds(wanted.version, wanted.number)]
            if not holding:
                yield Finding(
                    service,
                    wanted.path,
                    f"{wanted.text} of {service.title} is in no pool",
                    hint="add it to a pool, or take an address of one",
                    word=wanted.text,
                )


@rule("pools/refused-by-pool")
def refused_by_pool(graph: Graph) -> Iterator[Finding]:
    """A Service asks for an address of a pool whose serviceSelector does not match it, or that is disabled.

    The pool then gives it nothing, and the Service stays pending (Cilium docs, LB IPAM, service selectors).
    """
    blocks = ranges(graph)
    for service in balancers(graph):
        labels = service_labels(service)
        for wanted in requests(service):
            holding = [block.pool for block in blocks if block.holds(wanted.version, wanted.number)]
            if holding and not any(takes(pool, labels) and not pool.spec.get("disabled") for pool in holding):
                pool = holding[0]
                why = "is disabled" if pool.spec.get("disabled") else "does not select it"
                yield Finding(
                    service,
                    wanted.path,
                    f"{wanted.text} of {service.title} is in pool {pool.name!r}, which {why}",
                    hint="label the Service as the pool's serviceSelector asks, or take an address of another pool",
                    others=((pool, ("spec",), f"pool {pool.name!r} is here"),),
                    word=wanted.text,
                )


@rule("pools/served-by-no-pool", WARNING)
def served_by_no_pool(graph: Graph) -> Iterator[Finding]:
    """A Service of type LoadBalancer asks for no address of its own, and no pool of the tree gives it one.

    Every pool is for Services with other labels, or disabled: LB IPAM finds none, and the Service stays pending (Cilium docs,
    LB IPAM, service selectors). Without any pool in the tree nothing is judged, and no Service that `defaultLBServiceIPAM`
    leaves to somebody else. A warning, for somebody else may give addresses too.
    """
    left_out = unclassed_left_out(graph)
    for service in balancers(graph) if pools(graph) else ():
        labels = service_labels(service)
        if left_out and service.spec.get("loadBalancerClass") is None:
            continue
        if next(requests(service), None) is None and not is_served(graph, labels):
            yield Finding(
                service,
                ("metadata", "labels"),
                f"no pool serves {service.title}: it never gets an address",
                hint="label the Service as the serviceSelector of a pool asks, or let a pool select it",
                others=tuple(
                    (pool, ("spec", "serviceSelector"), "this is for others") for pool in islice(giving(graph), 2)
                ),
            )


@rule("pools/reserved-address")
def reserved_address(graph: Graph) -> Iterator[Finding]:
    """A Service or Gateway asks for the first or last address of a network whose pool keeps both back.

    `allowFirstLastIPs: No` takes the ends of each `cidr` block out of the pool (Cilium docs, LB IPAM); the default of
    the field is `Yes`.
    """
    blocks = ranges(graph)
    for wanted in wishes(graph):
        for block in blocks:
            if block.reserves(wanted.version, wanted.number):
                yield Finding(
                    wanted.by,
                    wanted.path,
                    f"{wanted.text} of {wanted.by.title} "
                    f"is an end of {block.text}, which pool {block.pool.name!r} keeps back",
                    hint="take another address, or allow the ends of the pool's networks",
                    others=((block.pool, ("spec", "blocks", block.index), f"{block.text} is here"),),
                    word=wanted.text,
                )


@rule("pools/address-wanted-twice")
def address_wanted_twice(graph: Graph) -> Iterator[Finding]:
    """Two Services or Gateways ask for one address and do not share a sharing key.

    The one that comes second stays pending: LB IPAM lets Services share an address only with equal
    `lbipam.cilium.io/sharing-key` (Cilium docs, LB IPAM, sharing keys). Another controller may make one Service for all
    Gateways of a class: between these it is not judged.
    """
    mine = {id(gateway) for gateway in of_cilium(graph)}
    seen: dict[tuple[int, int], Request] = {}
    for wanted in wishes(graph):
        first = seen.setdefault((wanted.version, wanted.number), wanted)
        if first.by is wanted.by or (wanted.sharing is not None and wanted.sharing == first.sharing):
            continue
        if id(wanted.by) not in mine and _of_one_class(first.by, wanted.by):
            continue
        yield Finding(
            wanted.by,
            wanted.path,
            f"{wanted.text} of {wanted.by.title} is also wanted by {first.by.title}",
            hint="take another address, or give both one lbipam.cilium.io/sharing-key",
            others=((first.by, first.path, "wanted here too"),),
            word=wanted.text,
            mirror=f"{first.text} of {first.by.title} is also wanted by {wanted.by.title}",
        )


def wishes(graph: Graph) -> Iterator[Request]:
    """Every address that a Service or a Gateway asks for; of another controller's Gateway what its Service is annotated with."""
    mine = {id(gateway) for gateway in of_cilium(graph)}
    return chain(
        (wanted for service in balancers(graph) for wanted in requests(service)),
        (
            wanted
            for gateway in gateways(graph)
            for wanted in (requests_of_gateway if id(gateway) in mine else annotated_requests)(gateway)
        ),
    )


def _of_one_class(one: Object, other: Object) -> bool:
    return one.kind == other.kind == "Gateway" and one.spec.get("gatewayClassName") == other.spec.get(
        "gatewayClassName"
    )


def _number(text: str) -> tuple[int, int]:
    try:
        return parse(text)
    except ValueError:
        return (0, 0)  # not an address: the schema's finding, not this rule's
