"""What is advertised, to whom: `advertise` and `advertisements` as one list, joined to routers by a label."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.components.bgp.sessions import DEFAULT
from generator.components.bgp.settings import Advertisement, Router, Settings
from generator.core.artifact import Json, pruned
from generator.core.selector import Selector, disjoint

LABEL = "infraflux.dev/advertisement"
"""Carried by each CiliumBGPAdvertisement with its own name as value; the families of a peer select by it."""
EVERY_SERVICE: Json = {
    "matchExpressions": [{"key": "somekey", "operator": "NotIn", "values": ["never-used-value"]}],
}
"""Selects everything: without a selector an advertisement of Services selects none (Cilium, BGP control plane guide)."""
_ORDER = ("LoadBalancerIP", "ExternalIP", "ClusterIP")


class Offered(Struct, frozen=True):
    """One CiliumBGPAdvertisement."""

    name: str
    about: object
    advertised: Advertisement | None
    """None: what `bgp.advertise` says."""
    addresses: tuple[str, ...]
    pods: bool
    services: Selector | None
    pools: tuple[str, ...]
    routers: tuple[str, ...]
    """() is all."""

    def heard_by(self, router: Router) -> bool:
        return not self.routers or router.name in self.routers


def offered(bgp: Settings) -> tuple[Offered, ...]:
    """All of them, by name."""
    found = [
        Offered(a.name, a, a, _ordered(a.addresses), a.pods, a.services, a.pools, a.routers) for a in bgp.advertisements
    ]
    if bgp.advertise:
        addresses = _ordered(tuple(what for what in bgp.advertise if what != "PodCIDR"))
        pods = "PodCIDR" in bgp.advertise
        found.append(Offered(DEFAULT, bgp, None, addresses, pods, bgp.services, bgp.pools, ()))
    return tuple(sorted(found, key=lambda one: one.name))


def spec(one: Offered, pools: dict[str, Selector | None]) -> Json:
    """The object's `spec`. `pools` are the Service selectors of the pools by name."""
    return {"advertisements": list(_entries(one, pools))}


def selectors(one: Offered, pools: dict[str, Selector | None]) -> tuple[Selector | None, ...]:
    """Which Services: one selector, or one per pool; None is all of them."""
    if one.pools:
        return tuple(pools.get(name) for name in sorted(one.pools))
    return (one.services,)


def may_say(one: Offered, pools: dict[str, Selector | None], services: Selector | None) -> bool:
    """Whether it may advertise the address of a Service that takes it from a pool for `services`."""
    if "LoadBalancerIP" not in one.addresses:
        return False
    wanted = services.requirements if services is not None else ()
    return any(not disjoint(wanted, found.requirements if found else ()) for found in selectors(one, pools))


def _entries(one: Offered, pools: dict[str, Selector | None]) -> Iterator[Json]:
    more = _attributes(one.advertised) if one.advertised else {}
    if one.addresses:
        for selector in selectors(one, pools):
            yield {
                "advertisementType": "Service",
                "service": {"addresses": list(one.addresses), **_aggregate(one.advertised)},
                "selector": (selector and selector.spec()) or EVERY_SERVICE,
                **more,
            }
    if one.pods:
        yield {"advertisementType": "PodCIDR", **more}
    if one.advertised is None:
        return
    if one.advertised.pod_pools is not None:
        selector = one.advertised.pod_pools
        yield {"advertisementType": "CiliumPodIPPool", "selector": selector.spec() or EVERY_SERVICE, **more}
    if one.advertised.interface is not None:
        yield {"advertisementType": "Interface", "interface": {"name": one.advertised.interface}, **more}


def _aggregate(advertised: Advertisement | None) -> Json:
    """The whole length of an address is what is advertised anyway, and no value of the CRD."""
    names = (("aggregationLengthIPv4", 32), ("aggregationLengthIPv6", 128))
    lengths = advertised.aggregate if advertised else ()
    return {name: length for (name, whole), length in zip(names, lengths, strict=False) if length < whole}


def _attributes(advertised: Advertisement) -> Json:
    communities: Json = {}
    if advertised.communities is not None:
        written = advertised.communities
        lists = {"standard": written.standard, "large": written.large, "wellKnown": written.well_known}
        communities = {kind: sorted(values) for kind, values in lists.items() if values}
    attributes = pruned({"communities": communities or None, "localPreference": advertised.local_preference})
    return {"attributes": attributes} if attributes else {}


def _ordered(addresses: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(kind for kind in _ORDER if kind in addresses)
