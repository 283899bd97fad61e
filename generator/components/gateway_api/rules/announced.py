"""Addresses of gateways: whether anybody outside hears of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from generator.components.gateway_api.rules.found import addresses, gateways, is_cilium
from generator.components.gateway_api.rules.labelled import by_labels, labels_of, selects
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.net import Address
from generator.core.selector import Requirement, disjoint, from_spec, select

_BOTH = ({"afi": "ipv4"}, {"afi": "ipv6"})


@rule("gateway-api/address-unannounced", follows=("gateway-api/address-in-no-pool",))
def address_unannounced(graph: Graph) -> Iterator[Finding]:
    """Nobody announces the address of a gateway: no BGP advertisement and no L2 policy selects its Service.

    Or sessions do not carry its IP family. Inside the cluster it works; from outside nobody finds a way to it. Only judged
    where the tree has advertisements or L2 policies at all, and the class is Cilium's: labels of other Services are not known
    here. A gateway that asks for no address may be meant for a tunnel, which needs none.
    """
    policies = graph.of("CiliumL2AnnouncementPolicy", "cilium.io")
    advertisements = graph.of("CiliumBGPAdvertisement", "cilium.io")
    if not graph.of("CiliumLoadBalancerIPPool", "cilium.io") or not (policies or advertisements):
        return
    announcing = list(_announcing(advertisements, policies))
    ends = {id(one): (one, path) for one, path, _ in announcing} or {
        id(one): (one, ("spec",)) for one in advertisements
    }
    for gateway in gateways(graph):
        fixed = list(addresses(gateway))
        if not fixed or not is_cilium(graph, gateway):
            continue
        selecting = [one for one, _, selector in announcing if _takes(graph, one, selector, gateway)]
        path, address = fixed[0]
        if selecting and not any(_heard(graph, one) for one in selecting):
            yield Finding(
                gateway,
                path,
                f"nobody announces {address} of gateway {gateway.name!r}: no peer carries what selects it",
                hint="let the families of a peer config select the advertisement by its labels",
                others=((selecting[0], ("metadata", "labels"), "this selects the gateway"),),
            )
        elif not selecting:
            yield Finding(
                gateway,
                path,
                f"nobody announces {address} of gateway {gateway.name!r}",
                hint=_unselected(graph, [selector for _, _, selector in announcing], gateway),
                others=tuple((one, where, "this does not select it") for one, where in islice(ends.values(), 2)),
            )
        elif not any(one.kind == "CiliumL2AnnouncementPolicy" for one in selecting):
            yield from _unheard(graph, gateway, fixed)


def _unheard(graph: Graph, gateway: Object, fixed: list[tuple[tuple[str | int, ...], Address]]) -> Iterator[Finding]:
    """Addresses of a family that no session carries. Without `families` a session carries both (Cilium docs, BGP control plane)."""
    configs = graph.of("CiliumBGPPeerConfig", "cilium.io")
    carried = {str(one.get("afi")) for config in configs for one in config.spec.get("families") or _BOTH}
    for path, address in fixed:
        family = f"ipv{address.version}"
        if carried and family not in carried:
            yield Finding(
                gateway,
                path,
                f"nobody announces {address} of gateway {gateway.name!r}: no BGP session carries IPv{address.version}",
                hint=f"give a router an address of that family, or {family} among its `families`",
                others=tuple((one, ("spec", "families"), "what this session carries") for one in configs[:2]),
            )


def _announcing(
    advertisements: tuple[Object, ...], policies: tuple[Object, ...]
) -> Iterator[tuple[Object, tuple[str | int, ...], Any]]:
    """(who, where, selector) of all that announces LoadBalancer addresses of Services."""
    for one in advertisements:
        for index, item in enumerate(one.spec.get("advertisements") or ()):
            if _of_services(item):
                yield one, ("spec", "advertisements", index), item.get("selector")
    for policy in policies:
        if policy.spec.get("loadBalancerIPs"):
            yield policy, ("spec",), policy.spec.get("serviceSelector")


def _of_services(item: dict[str, Any]) -> bool:
    wanted = (item.get("service") or {}).get("addresses") or ()
    return item.get("advertisementType") == "Service" and "LoadBalancerIP" in wanted


def _takes(graph: Graph, announcer: Object, selector: Any, gateway: Object) -> bool:
    """An advertisement of Services without a selector advertises none (Documentation, BGP control plane v2)."""
    by_arp = announcer.kind == "CiliumL2AnnouncementPolicy"
    return (by_arp or selector is not None) and selects(graph, selector, gateway)


def _heard(graph: Graph, announcer: Object) -> bool:
    """Whether a family of a peer config takes up an advertisement. A tree without peer configs may have them elsewhere, and
    where a family takes up none at all, `bgp/label-join-broken` says so.
    """
    if announcer.kind == "CiliumL2AnnouncementPolicy":
        return True
    wanted, unknown = graph.once(_wanted)
    return unknown or any(select(one, announcer.labels) for one in wanted)


def _wanted(graph: Graph) -> tuple[set[tuple[Requirement, ...]], bool]:
    """(what families of peer configs select advertisements by, whether that says nothing: for there are none, or one selects none)."""
    configs = graph.of("CiliumBGPPeerConfig", "cilium.io")
    families = [one.get("advertisements") for config in configs for one in config.spec.get("families") or ()]
    wanted = {from_spec(one) for one in families if isinstance(one, dict)}  # most peers hear the same
    labelled = [one.labels for one in graph.of("CiliumBGPAdvertisement", "cilium.io")]
    return wanted, not configs or not all(any(select(one, labels) for labels in labelled) for one in wanted)


def _unselected(graph: Graph, selectors: list[Any], gateway: Object) -> str:
    """What to do about announcements that do not select a gateway: a label, as long as its pool still gives it an address."""
    if not selectors:
        return "advertise `LoadBalancerIP` too, or announce it by L2"
    serving = [one for one in _of_pools(graph) if select(one, labels_of(gateway))] or [()]
    if any(
        by_labels(one, gateway) and any(not disjoint(from_spec(one), pool) for pool in serving) for one in selectors
    ):
        return "label the gateway in `infrastructure.labels` so that an advertisement or L2 policy selects it"
    return "let the selector of an advertisement or L2 policy take it"


def _of_pools(graph: Graph) -> Iterator[tuple[Requirement, ...]]:
    for pool in graph.of("CiliumLoadBalancerIPPool", "cilium.io"):
        if not pool.spec.get("disabled"):
            yield from_spec(pool.spec.get("serviceSelector") or {})
