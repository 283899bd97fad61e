"""Addresses of gateways: in a pool that serves them. Two that want one are a matter of `pools`."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.cilium import releases
from generator.components.gateway_api.rules.found import addresses
from generator.components.gateway_api.rules.labelled import by_labels, selects, wanted
from generator.components.pools import Range, giving, is_served, pools, ranges, selected_services, unclassed_left_out
from generator.core.diagnostics import WARNING
from generator.core.gateways import gateways, is_cilium, service_labels
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, Path, rule
from generator.core.net import Address
from generator.core.selector import disjoint
from generator.core.values import at


@rule("gateway-api/address-in-no-pool")
def address_in_no_pool(graph: Graph) -> Iterator[Finding]:
    """A gateway asks for an address that no pool holds, or whose pool does not serve its Service.

    LB IPAM gives no such address: the Service stays pending and the Gateway is never programmed (operator/pkg/lbipam).
    A tree without pools is not judged: they may live elsewhere.
    """
    every, blocks = pools(graph), ranges(graph)
    for gateway in gateways(graph) if every else ():
        refused: dict[str, list[tuple[Path, Address, Object]]] = {}
        for path, address in addresses(gateway):
            holding = _holding(blocks, address)
            serving = [pool for pool in holding if selects(graph, selected_services(pool), gateway)]
            if not holding:
                names = ", ".join(pool.name for pool in every)
                yield Finding(
                    gateway,
                    path,
                    f"address {address} of gateway {gateway.name!r} is in no pool",
                    hint=f"take one from the pools ({names}), or add its block to one",
                )
            elif not serving and is_cilium(graph, gateway):
                refused.setdefault(holding[0].name, []).append((path, address, holding[0]))
            elif all(pool.spec.get("disabled") for pool in holding):
                yield Finding(
                    gateway,
                    path,
                    f"address {address} of gateway {gateway.name!r} is in pool {holding[0].name!r}, which is disabled",
                    hint="enable the pool, or take another address",
                    others=((holding[0], ("spec", "disabled"), "the pool is disabled here"),),
                )
        for found in refused.values():
            first, _, pool = found[0]
            rivals = [one for one in every if _rivals(one, pool, gateway, blocks)]
            held = " and ".join(str(address) for _, address, _ in found)
            yield Finding(
                gateway,
                first,
                f"pool {pool.name!r} holds {held} and does not serve gateway {gateway.name!r}",
                hint=_unserved(pool, rivals, gateway),
                others=tuple((one, ("spec", "serviceSelector"), "its selector is here") for one in (pool, *rivals[:1])),
            )


@rule("gateway-api/served-by-no-pool", WARNING)
def served_by_no_pool(graph: Graph) -> Iterator[Finding]:
    """A gateway asks for no address of its own, and no pool of the tree gives one to its Service.

    Every pool is for Services with other labels, or disabled: the Service stays pending and the Gateway is never programmed
    (operator/pkg/lbipam). Not judged are trees without pools or whose Services are left to somebody else
    (`defaultLBServiceIPAM`), gateways on the host's network, and those of a class with parameters, which may ask for another
    kind of Service. A warning, for somebody else may give addresses too.
    """
    every = pools(graph)
    for gateway in unaddressed(graph) if every else ():
        if not is_served(graph, service_labels(gateway)):
            enabled = tuple(giving(graph))
            labels = " or ".join(dict.fromkeys(wanted(map(selected_services, enabled), gateway)))
            yield Finding(
                gateway,
                ("metadata", "name"),
                f"no pool serves gateway {gateway.name!r}: it never gets an address",
                hint=f"label it as a pool asks, in `infrastructure.labels`: {labels}"
                if labels
                else "let a pool serve it",
                others=tuple(
                    (pool, ("spec", "serviceSelector"), "this is for others")
                    if enabled
                    else (pool, ("spec", "disabled"), "this is disabled")
                    for pool in (enabled or every)[:2]
                ),
            )


def unaddressed(graph: Graph) -> Iterator[Object]:
    """Gateways of Cilium whose Service takes any address that a pool gives it."""
    by_host = any(at(release.spec, ("values", "gatewayAPI", "hostNetwork", "enabled")) for release in releases(graph))
    elsewhere = by_host or unclassed_left_out(graph)
    described = {one.name for one in graph.of("GatewayClass") if one.spec.get("parametersRef")}
    for gateway in () if elsewhere else gateways(graph):
        plain = gateway.spec.get("gatewayClassName") not in described and not gateway.spec.get("addresses")
        if plain and is_cilium(graph, gateway) and next(addresses(gateway), None) is None:
            yield gateway


@rule("gateway-api/many-annotations", WARNING)
def many_annotations(graph: Graph) -> Iterator[Finding]:
    """A gateway carries more infrastructure annotations than bundles before 1.6 allow.

    They refuse a ninth; 1.6 allows sixteen (CHANGELOG/1.6). A cluster on an older bundle loses the whole object.
    """
    for gateway in gateways(graph):
        annotations = (gateway.spec.get("infrastructure") or {}).get("annotations") or {}
        if len(annotations) > 8:
            yield Finding(
                gateway,
                ("spec", "infrastructure", "annotations"),
                f"gateway {gateway.name!r} has {len(annotations)} infrastructure annotations; bundles before 1.6 take 8",
                hint="move what the Service does not need to `annotations` of the gateway",
            )


def _holding(blocks: list[Range], address: Address) -> list[Object]:
    """The pools that hold an address."""
    version, number = address.version, address.number
    return list({id(block.pool): block.pool for block in blocks if block.holds(version, number)}.values())


def _unserved(pool: Object, rivals: list[Object], gateway: Object) -> str:
    """What to do about a pool that does not serve a gateway."""
    if rivals:
        other = rivals[0].name
        return f"no labels are those of pool {other!r} as well: let both select the gateway, or leave an address out"
    selector = selected_services(pool)
    if not by_labels(selector, gateway):
        return "take an address of another pool, or let the selector of this one take the gateway"
    labels = next(wanted((selector,), gateway))
    if labels == "{}":
        return "take those labels off the gateway that the selector of the pool refuses, in `infrastructure.labels`"
    return f"give the gateway the labels that the pool selects: `infrastructure: {{labels: {labels}}}`"


def _rivals(one: Object, other: Object, gateway: Object, blocks: list[Range]) -> bool:
    """Whether a gateway has an address of a pool whose selector no labels meet beside that of another."""
    apart = disjoint(selected_services(one), selected_services(other))
    return apart and any(pool is one for _, address in addresses(gateway) for pool in _holding(blocks, address))
