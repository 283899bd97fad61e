"""What a Service of type LoadBalancer must carry so that a pool gives it an address and somebody announces it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from generator.core.context import Context
from generator.core.net import Address, within
from generator.core.offer import AddressPool, Announcement
from generator.core.selector import Selector, satisfying

NAME, NAMESPACE = "io.kubernetes.service.name", "io.kubernetes.service.namespace"
"""Labels that selectors of pools and announcements see on every Service without its carrying them."""


def pool_of(ctx: Context, address: Address) -> AddressPool | None:
    """The pool that an address lies in."""
    return next((pool for pool in ctx.offers(AddressPool) if within(address, pool.blocks)), None)


def labels(
    ctx: Context, name: str, namespace: str, addresses: Iterable[Address], written: Mapping[str, str] = {}
) -> dict[str, str]:
    """The labels that a Service needs beyond `written`: those of its pools' selectors, and of one announcement each."""
    seen = {**written, NAME: name, NAMESPACE: namespace}
    found = dict(seen)
    pools = [pool.selector for pool in (pool_of(ctx, address) for address in addresses) if pool and pool.selector]
    for selector in pools:
        if not selector.matches(found):
            found = {**satisfying(selector.requirements), **found}
    for selector in _announcing(ctx, found, pools):
        found = {**satisfying(selector.requirements), **found}
    return {key: found[key] for key in sorted(found.keys() - seen.keys())}


def _announcing(ctx: Context, labels: Mapping[str, str], pools: Iterable[Selector]) -> Iterable[Selector]:
    """The selector to satisfy of each announcer that does not announce it yet: its first that labels can satisfy.

    Not at the price of what selects it already: `announce!=l2` of a pool, or of another announcer, means what it says.
    """
    by: dict[str, list[Selector | None]] = {}
    for one in ctx.offers(Announcement):
        if "LoadBalancerIP" in one.addresses:
            by.setdefault(one.by, []).append(one.selector)
    kept = [one for one in (*pools, *chain(*by.values())) if one is not None and one.matches(labels)]
    for selectors in by.values():
        wanting = [one for one in selectors if one is not None and not one.matches(labels)]
        for selector in wanting if len(wanting) == len(selectors) else ():
            wanted = {**satisfying(selector.requirements), **labels}
            if all(one.matches(wanted) for one in (selector, *kept)):
                yield selector
                break


def of_services(ctx: Context, address: Address) -> str | None:
    """In words, why an address answers only once Cilium runs; None: it does not depend on Cilium."""
    networks = ctx.cluster.networks
    if within(address, (*networks.services, *networks.pods)):
        return "an address of the service or pod networks"
    pool = pool_of(ctx, address)
    return f"an address of pool {pool.name!r}" if pool is not None else None
