"""What a Service of type LoadBalancer must carry so that a pool gives it an address and somebody announces it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    for address in addresses:
        pool = pool_of(ctx, address)
        if pool is not None and pool.selector is not None and not pool.selector.matches(found):
            found = {**satisfying(pool.selector.requirements), **found}
    for selector in _announcing(ctx, found):
        found = {**satisfying(selector.requirements), **found}
    return {key: found[key] for key in sorted(found.keys() - seen.keys())}


def _announcing(ctx: Context, labels: Mapping[str, str]) -> Iterable[Selector]:
    """The selector to satisfy of each announcer that does not announce it yet: its first that labels can satisfy."""
    by: dict[str, list[Announcement]] = {}
    for one in ctx.offers(Announcement):
        if "LoadBalancerIP" in one.addresses:
            by.setdefault(one.by, []).append(one)
    for announcements in by.values():
        selectors = [one.selector for one in announcements]
        if any(selector is None or selector.matches(labels) for selector in selectors):
            continue
        for selector in selectors:
            if selector is not None and selector.matches({**satisfying(selector.requirements), **labels}):
                yield selector
                break
